//! What the files of `attack` hold. The build script reads them as well, so that none of them fails later.

use indexmap::IndexMap;
use serde::Deserialize;

/// Names of ATT&CK, by ids.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Names {
    /// Of tactics.
    pub(crate) tactics: IndexMap<String, String>,
    /// Of techniques, without that of the technique above.
    pub(crate) techniques: IndexMap<String, String>,
}
