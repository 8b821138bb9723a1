//! CPython as the referee of the Python front end: what it says of an event, and the events to ask about.

pub(crate) mod extract;
pub(crate) mod generate;
pub(crate) mod judge;
pub(crate) mod mutate;
pub(crate) mod referee;
pub(crate) mod repository;
