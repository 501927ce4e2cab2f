//! The store under test: stories of files, sittings, exams and their evidence, told against real database files.

mod world;

mod access;
mod answers;
mod banks;
mod database;
mod deadlines;
mod evidence;
mod exam_day;
mod files;
mod keys;
mod places;
mod scores;
mod who_may_sit;
