//! The built `synaq` under load, crashes and power cuts: what `cargo xtask bench` and `torture` run. It meets the product
//! from outside, as a process that speaks HTTP and leaves files.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person at a terminal")]

pub mod bench;
pub mod candidates;
pub mod failure;
pub mod http;
pub mod load;
pub mod proxy;
pub mod quantiles;
pub mod round_robin;
pub mod server;
pub mod shim;
pub mod stopwatch;
pub mod torture;
