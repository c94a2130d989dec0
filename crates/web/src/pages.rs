//! The pages, one for each address.

pub(crate) mod account;
pub(crate) mod address_change;
pub(crate) mod deleted;
pub(crate) mod goals;
pub(crate) mod logbook;
pub(crate) mod not_found;
pub(crate) mod piece;
pub(crate) mod repertoire;
pub(crate) mod reports;
pub(crate) mod sign_in;
pub(crate) mod today;
