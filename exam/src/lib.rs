//! The rules a licensor would audit: what an exam asks for, how a paper is drawn, how an attempt lives and ends,
//! and how it is scored.
//!
//! Nothing here reads a clock, makes randomness, waits, or knows of a database or of HTTP: instants and generators are passed in.
//! With the feature `grading` off, no type in this crate can hold an answer key.

pub mod answer;
pub mod attempt;
pub mod clock;
pub mod id;
pub mod language;
pub mod percent;
pub mod text;
pub mod topic;

#[cfg(feature = "grading")]
pub mod blueprint;
#[cfg(feature = "grading")]
pub mod draw;
#[cfg(feature = "grading")]
pub mod scoring;
