//! Takes the starter banks into the program, so that `synaq demo` works wherever the program lies.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let banks = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../question-banks/banks").canonicalize()?;
    println!("cargo::rerun-if-changed={}", banks.display());
    let mut code = String::from("&[\n");
    for bank in entries(&banks)? {
        writeln!(code, "&[")?;
        for part in entries(&bank)? {
            for file in if part.is_dir() { entries(&part)? } else { vec![part] } {
                let name = file.strip_prefix(&bank)?.to_str().ok_or("a file name of a bank is not UTF-8")?;
                writeln!(code, "({name:?}, include_bytes!({:?}) as &[u8]),", file.display().to_string())?;
            }
        }
        writeln!(code, "],")?;
    }
    code.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("starter_banks.rs"), code)?;
    Ok(())
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
