// Starts the components of GOV.UK Frontend; where it lives is said by the page's head.
const { initAll } = await import(document.getElementById("govuk-frontend").href);
initAll();
