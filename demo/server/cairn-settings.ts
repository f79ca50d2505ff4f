/** What this product asks of Cairn for all its customers, over Cairn's defaults. */
export const workspaceSettings = {
  // Cairn keeps a share of users without guidance, to measure what guidance is worth. Six people are too few to measure anything, and
  // whoever tries the demo should see it.
  holdoutShare: 0,
  locale: 'en',
  guardrails: [
    { plugin: 'consent', options: {} },
    { plugin: 'entitlement', options: {} },
    { plugin: 'support-state', options: {} },
    { plugin: 'quiet-hours', options: {} },
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
    { plugin: 'fairness', options: {} },
    { plugin: 'discounts', options: {} },
    { plugin: 'citations', options: {} },
    { plugin: 'language', options: {} },
  ],
  pins: [
    { content: 'business-plan', why: 'Whoever exports a report should know that one report can hold all projects' },
  ],
  searches: [{ name: 'site_search', form: 'search' }],
  theme: { accent: '#3454d1' },
} as const

/**
 * What a customer's own admin has chosen: Brandt Optik wants to be disturbed rarely, never told what no article backs, in its own words and
 * colour, and with every reason.
 */
export const tenantSettings = {
  'brandt-optik': {
    locale: 'de',
    guardrails: [
      { plugin: 'consent', options: {} },
      { plugin: 'entitlement', options: {} },
      { plugin: 'support-state', options: { withhold: ['offer', 'playbook'] } },
      {
        plugin: 'fatigue',
        options: { inline: { coolDownSeconds: 900, perDay: 2, perWeek: 5 }, attention: { perDay: 3 } },
      },
      { plugin: 'quiet-hours', options: {} },
      { plugin: 'quiet', options: { typingSeconds: 6, routes: ['/team'] } },
      { plugin: 'fairness', options: {} },
      { plugin: 'discounts', options: { maxPercent: 10 } },
      // Of its tips only those are shown that rest on an article; Lumen & Field gets the others too.
      { plugin: 'citations', options: { kinds: ['tip', 'offer', 'playbook', 'article'] } },
      { plugin: 'language', options: { tone: { exclamationMarks: false, emoji: false } } },
    ],
    // What the product calls USt-IdNr. has another name in this house, and several by which people ask for it.
    vocabulary: [
      {
        term: 'USt-IdNr.',
        say: 'Umsatzsteuer-ID',
        synonyms: ['UID', 'Umsatzsteuernummer', 'Steuernummer'],
        locale: 'de',
      },
    ],
    explanations: { style: 'full' },
    theme: { accent: '#9a4f0b' },
  },
} as const
