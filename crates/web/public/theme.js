// Puts the chosen theme on the page before anything is painted. It is a copy of what the preferences say, which the app
// keeps for this, and shows from then on (platform/theme.rs).
try {
  const theme = JSON.parse(localStorage.getItem("mirubato_ui_theme"));
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
    // What the browser draws around the page is of the same colour.
    for (const color of document.querySelectorAll("meta[name=theme-color]")) {
      color.media = color.dataset.scheme === theme ? "all" : "not all";
    }
  }
} catch {
  // No storage, or something else under the key: the system's theme.
}
