/** What this product asks of Cairn for all its customers, over Cairn's defaults. */
export const workspaceSettings = {
  // Cairn keeps a share of users without guidance, to measure what guidance is worth. Six people are too few to measure anything, and
  // whoever tries the demo should see it.
  holdoutShare: 0,
  locale: 'en',
  guardrails: [
    { plugin: 'consent', options: {} },
    // Short pauses, so that a visitor of the demo meets more than one tip in a sitting; a real product leaves the defaults.
    {
      plugin: 'fatigue',
      options: {
        inline: { coolDownSeconds: 5, perDay: 40, perWeek: 100 },
        attention: { perDay: 60 },
        afterDismissal: { pauseSeconds: 5, growth: 2, longestSeconds: 60 },
      },
    },
    { plugin: 'quiet', options: { typingSeconds: 2 } },
  ],
  searches: [{ name: 'site_search', form: 'search' }],
  theme: { accent: '#3454d1' },
} as const

/** What a customer's own admin has chosen: Brandt Optik wants to be disturbed rarely, and in its own colour. */
export const tenantSettings = {
  'brandt-optik': {
    locale: 'de',
    guardrails: [
      { plugin: 'consent', options: {} },
      {
        plugin: 'fatigue',
        options: { inline: { coolDownSeconds: 900, perDay: 2, perWeek: 5 }, attention: { perDay: 3 } },
      },
      { plugin: 'quiet', options: { typingSeconds: 6, routes: ['/team'] } },
    ],
    theme: { accent: '#9a4f0b' },
  },
} as const
