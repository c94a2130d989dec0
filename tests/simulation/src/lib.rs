//! Clients and one server in one process.
