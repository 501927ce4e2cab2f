//! `cargo run -p cluster`: an empty PostgreSQL database for a trial by hand. Its address is printed, then its folder; it lives
//! until standard input ends (Ctrl-D) or this process does.
#![allow(clippy::print_stdout, reason = "it talks to a person at a terminal")]

use std::io;

fn main() -> io::Result<()> {
    let cluster = cluster::Cluster::start()?;
    println!("{}\n{}", cluster.create_database("synaq")?, cluster.folder().display());
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
