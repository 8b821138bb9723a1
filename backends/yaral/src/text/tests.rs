//! Properties of the escapers: what is written reads back as what was meant.
