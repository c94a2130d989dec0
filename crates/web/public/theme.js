// Puts the chosen theme on the page before anything is painted. It is a copy of what the preferences say, which the app
// keeps for this, and shows from then on (platform/theme.rs).
try {
  const theme = JSON.parse(localStorage.getItem("mirubato_ui_theme"));
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, or something else under the key: the system's theme.
}
