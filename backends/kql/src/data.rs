//! What the files of `data` hold. The build script reads them as well, so that none of them fails later.

use serde::Deserialize;
use std::collections::BTreeMap;

/// ATT&CK: `attack.json`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Attack {
    /// Sentinel's names of tactics, by their ids.
    pub(crate) tactics: BTreeMap<String, String>,
    /// The ids of the tactics of each technique.
    pub(crate) techniques: BTreeMap<String, Vec<String>>,
}

/// What Sentinel knows of tables: `sentinel.json`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sentinel {
    /// The connectors that fill a table.
    pub(crate) connectors: BTreeMap<String, Vec<String>>,
    /// What columns identify.
    pub(crate) entities: Vec<Entity>,
}

/// A field that identifies an entity of Sentinel's.
#[derive(Debug, Deserialize)]
pub(crate) struct Entity {
    /// The field.
    pub(crate) field: String,
    /// The entity's type.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What the field is to the entity.
    pub(crate) identifier: String,
}

/// What Defender XDR knows of tables: `defender.json`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Defender {
    /// The columns of a table that name an asset.
    pub(crate) tables: BTreeMap<String, Vec<String>>,
}
