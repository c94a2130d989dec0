//! The parts that pages are made of.

pub(crate) mod backup_indicator;
pub(crate) mod choice;
pub(crate) mod confirm;
pub(crate) mod deletion;
pub(crate) mod earlier;
pub(crate) mod entry_editor;
pub(crate) mod entry_row;
pub(crate) mod export_button;
pub(crate) mod field;
pub(crate) mod goal_card;
pub(crate) mod goal_editor;
pub(crate) mod icon;
pub(crate) mod list_field;
mod modal;
pub(crate) mod notices;
pub(crate) mod page_title;
pub(crate) mod practice_figures;
pub(crate) mod sheet;
pub(crate) mod shell;
pub(crate) mod storage_meter;
pub(crate) mod switch;
pub(crate) mod texts_editor;
pub(crate) mod timer_card;
