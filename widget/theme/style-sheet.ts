/** A constructed sheet: the one way to bring styles that a policy without `unsafe-inline` allows everywhere. */
export const styleSheet = (css: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}
