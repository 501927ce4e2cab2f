//! The command line: what can be asked for, and how a mistake in the asking is told.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand, error::ErrorKind};
use store::{Role, WitnessKey};

use crate::{
    backup_file::key::Recipient,
    checkpoints::Keeper,
    config::Config,
    failure::Failure,
    output,
    web::{origins::Origin, proxies::Network},
};

/// Synaq, the qualification exam system.
#[derive(Debug, Parser)]
#[command(name = "synaq", version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) config: Config,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the pages
    Serve(Serve),
    /// Bring the database's schema up to date
    Migrate,
    /// Fill an empty database with a demonstration; print logins and access codes
    Demo {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        /// Issue new access codes in a demonstration database that is there
        #[arg(long)]
        codes: bool,
        /// So many more candidates in one open sitting, to see the system under load
        #[arg(long, value_name = "NUMBER", default_value_t = 0, conflicts_with = "codes", hide_default_value = true)]
        candidates: u32,
    },
    /// Members of staff
    #[command(subcommand)]
    Staff(Staff),
    /// The licensor's units
    #[command(subcommand)]
    Unit(Unit),
    /// Question banks
    #[command(subcommand)]
    Bank(Bank),
    /// Applicants' files
    #[command(subcommand)]
    File(File),
    /// The audit log
    #[command(subcommand)]
    Audit(Audit),
    /// The key file
    #[command(subcommand)]
    Key(Key),
    /// Copy everything, while exams run, into a new file that only a key elsewhere can open
    Backup(Backup),
    /// Put a backup into an empty database and verify its evidence
    Restore(Restore),
}

/// How to serve.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Address and port to listen on
    #[arg(long, env = "SYNAQ_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    pub(crate) listen: SocketAddr,
    /// What browsers ask for, such as https://exam.example.kz; one option for each. Without it: what it listens on
    #[arg(long, env = "SYNAQ_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub(crate) origin: Vec<Origin>,
    /// The proxies in front, by address or network: only they connect, and they say where a request comes from (X-Forwarded-For)
    #[arg(long, env = "SYNAQ_BEHIND_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    pub(crate) behind_proxy: Vec<Network>,
    /// The certificate for TLS and those that vouch for it, PEM; read anew when it changes
    #[arg(long, env = "SYNAQ_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The certificate's key, PEM
    #[arg(long, env = "SYNAQ_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Folder of the client's files, as `cargo xtask build` leaves it
    #[arg(long, env = "SYNAQ_SITE", value_name = "FOLDER", default_value = "target/site")]
    pub(crate) site: PathBuf,
    /// Where signed checkpoints of the audit log are kept: a file that they are added to, or http://HOST/PATH that each is posted to
    #[arg(long, env = "SYNAQ_CHECKPOINT_TO", value_name = "PLACE")]
    pub(crate) checkpoint_to: Option<Keeper>,
    /// How often one is made
    #[arg(
        long,
        env = "SYNAQ_CHECKPOINT_EVERY",
        value_name = "MINUTES",
        default_value_t = 10,
        value_parser = clap::value_parser!(u16).range(1..=1440)
    )]
    pub(crate) checkpoint_every: u16,
}

/// Members of staff.
#[derive(Debug, Subcommand)]
pub(crate) enum Staff {
    /// Add one, as long as there are not two administrators to do it; the password is the first line of standard input
    Add(NewStaffOptions),
}

/// A member of staff to be added.
#[derive(Debug, clap::Args)]
pub(crate) struct NewStaffOptions {
    /// What they sign in with
    #[arg(long)]
    pub(crate) login: String,
    /// Their name
    #[arg(long)]
    pub(crate) name: String,
    /// registrar, invigilator, author, reviewer, chair, auditor or administrator
    #[arg(long)]
    pub(crate) role: Role,
    /// The code of the unit the role is for; without it: the whole licensor
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    /// Read no password; print a code with which they choose one at /setup
    #[arg(long)]
    pub(crate) code: bool,
}

/// The licensor's units.
#[derive(Debug, Subcommand)]
pub(crate) enum Unit {
    /// Set one up; its time zone is that of its first territory
    Add(NewUnitOptions),
}

/// A unit to be set up.
#[derive(Debug, clap::Args)]
pub(crate) struct NewUnitOptions {
    /// A short code of its own
    #[arg(long)]
    pub(crate) code: String,
    /// Its name in Kazakh
    #[arg(long)]
    pub(crate) name_kk: String,
    /// Its name in Russian
    #[arg(long)]
    pub(crate) name_ru: String,
    /// Its name in English
    #[arg(long)]
    pub(crate) name_en: String,
    /// Where it is
    #[arg(long)]
    pub(crate) address: String,
    /// ISO 3166-2 code of a territory it serves, such as KZ-75; give one option for each
    #[arg(long, required = true)]
    pub(crate) territory: Vec<String>,
}

/// Question banks.
#[derive(Debug, Subcommand)]
pub(crate) enum Bank {
    /// Tell what is wrong in a bank, or in each bank of a folder
    Lint {
        /// The folder
        path: PathBuf,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Import a bank, or each bank of a folder, with its regulations
    Import {
        /// The folder
        path: PathBuf,
    },
}

/// Applicants' files.
#[derive(Debug, Subcommand)]
pub(crate) enum File {
    /// Show a file: its specialists, requirement rows and results
    Show {
        /// The file's number
        number: String,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

/// The audit log.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check that no event, answer or result was changed or removed
    Verify {
        /// Hold the log against the checkpoints in this file, too
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// The key that signed them, as `synaq audit key` printed it; without it, the one of this key file
        #[arg(long, value_name = "KEY", requires = "checkpoint")]
        key: Option<WitnessKey>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Write the log down, a line of JSON for each event, as it was written and as its hashes cover it
    Export {
        /// The new file; without it, it is printed
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Print the key that checkpoints can be held against
    Key,
    /// Sign what the log has come to, to be kept where whoever can write the database can't
    Checkpoint {
        /// The file that it is added to; without it, it is printed
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

/// The key file.
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Where the key file of a database is lost for good: make the database this one's. Unused codes are void, everyone signs in anew,
    /// second factors are set up anew
    Renew,
}

/// A backup, or the key for one.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Backup {
    /// The new file; nothing is overwritten
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) to: Option<PathBuf>,
    /// Who can open it, as `synaq backup key` printed it
    #[arg(long, env = "SYNAQ_RECIPIENT", value_name = "KEY", required = true)]
    pub(crate) recipient: Option<Recipient>,
    #[command(subcommand)]
    pub(crate) command: Option<BackupCommand>,
}

/// What backups need once.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Make a key: the identity, which opens backups, into a new file to be kept elsewhere; print the recipient
    Key {
        /// The new file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// What is restored.
#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    /// The file with the identity that opens it
    #[arg(long, value_name = "FILE")]
    pub(crate) identity: PathBuf,
}

/// Reads the command line. What isn't to be run (help, a mistake) has been printed already.
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match output::print(error.to_string().trim_end()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => output::complain(&failure),
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::complain(&Failure::new("a command is missing; `synaq --help` lists them"))
        }
        _ => output::complain(&Failure::new(first_paragraph(&error.to_string()))),
    })
}

/// What is wrong, without the advice that follows it.
fn first_paragraph(error: &str) -> String {
    let lines = error.lines().map(str::trim).take_while(|line| !line.is_empty());
    let told = lines.collect::<Vec<_>>().join(" ");
    told.strip_prefix("error: ").unwrap_or(&told).to_owned()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_advice_after_an_error_is_left_out() {
        let error = "error: the following required arguments were not provided:\n  --login <LOGIN>\n\nUsage: synaq staff add\n";
        assert_eq!(first_paragraph(error), "the following required arguments were not provided: --login <LOGIN>");
    }
}
