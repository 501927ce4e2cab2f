//! The store under test: stories of files, sittings, exams and their evidence, told against real databases. Each target that takes them
//! in tells all of them on one engine.

pub(crate) mod world;

mod access;
mod answers;
mod banks;
mod checkpoints;
mod database;
mod deadlines;
mod documents;
pub(crate) mod evidence;
mod exam_day;
mod files;
mod guesses;
mod images;
mod keys;
mod late;
mod log;
mod many_servers;
mod rows;
mod saving;
mod scores;
mod script;
mod staff;
mod time;
mod two_persons;
mod view;
mod watching;
mod who_may_sit;
mod workplace;
