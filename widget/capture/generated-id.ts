/** Whether an element's id looks like a framework's or build's, which the next render or release changes. */
export const isGeneratedId = (id: string): boolean =>
  id.length > 60 ||
  /\d{3,}|[:«»]|^(radix|headlessui|react-aria|mui|ember|downshift|chakra|rc|el-id|__)/i.test(id) ||
  // A digest: a run of six or more with letters and digits mixed.
  /(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]*\d[a-z\d]*\d[a-z\d]{3,}/i.test(id)
