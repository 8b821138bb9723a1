//! Turns the homes of `schemas/*.yml` and the names of `attack/*.yml` into JSON lists. A file that is not what the back
//! end takes it for fails the build.

#[path = "src/homes.rs"]
mod homes;
#[expect(dead_code, reason = "the back end reads the names")]
#[path = "src/names.rs"]
mod names;
#[path = "../build.rs"]
mod shared;

use homes::Homes;
use names::Names;

fn main() -> Result<(), shared::Failure> {
    homes::shapes(&shared::list::<Homes>("schemas")?)?;
    shared::list::<Names>("attack")?;
    Ok(())
}
