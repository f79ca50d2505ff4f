/** Small preferences of this device; a browser that keeps none is fine. */
export const remembered = (name: string): string | null => {
  try {
    return localStorage.getItem(`halyard.${name}`)
  } catch {
    return null
  }
}

export const remember = (name: string, value: string): void => {
  try {
    localStorage.setItem(`halyard.${name}`, value)
  } catch {
    // Then it lasts as long as the page.
  }
}
