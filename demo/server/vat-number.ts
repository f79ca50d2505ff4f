/** Shape of the numbers per country (European Commission, VIES FAQ, question 11), for the countries of the product's customers. */
const shapes: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  ES: /^[A-Z\d]\d{7}[A-Z\d]$/,
  FR: /^[A-Z\d]{2}\d{9}$/,
  IE: /^\d[A-Z\d]\d{5}[A-Z]{1,2}$/,
  IT: /^\d{11}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  SE: /^\d{12}$/,
}

/** Strict as tax offices are: country code first, capitals, nothing between. */
export const isVatNumber = (text: string): boolean => {
  return shapes[text.slice(0, 2)]?.test(text.slice(2)) === true
}
