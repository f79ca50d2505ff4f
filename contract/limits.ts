/**
 * Every bound that more than one side must know, with its unit in its name. Plain constants: the one file of the contract that the widget
 * may import as a value.
 */
export const limits = {
  /** Wire format; a peer that speaks a newer one has its unknown keys stripped and counted instead of refused. */
  protocolVersion: 1,
  pluginApiVersion: 1,

  envelopeBytes: 64 * 1024,
  beaconBytes: 48 * 1024,
  messagesPerEnvelope: 100,
  messageDepth: 5,

  eventNameLength: 64,
  keyLength: 64,
  idLength: 64,
  outsideIdLength: 256,
  pathLength: 512,
  titleLength: 200,
  textLength: 2_000,
  articleLength: 20_000,
  propertyCount: 40,
  propertyTextLength: 500,
  traitCount: 60,
  searchTermsLength: 200,
  errorTextLength: 300,
  questionLength: 200,
  /** Of a tenant, kept to compare ways of searching. */
  labelledQuestions: 500,
  answersPerQuestion: 10,
  /** So many beyond what is wanted are looked at, to take the places of what guardrails withhold. */
  spareAnswers: 5,
  extractLength: 300,
  vocabularyEntries: 200,
  vocabularyWordLength: 60,
  synonymsPerTerm: 10,
  selectorLength: 300,
  likenessTextLength: 200,
  tokenLength: 4_096,

  filterTextLength: 200,
  filterPathLength: 120,
  filterListLength: 100,
  filterFields: 30,
  filterDepth: 6,

  checklistSteps: 20,
  tourSteps: 30,
  tourChoices: 6,
  tourBranches: 6,
  /** A tour of which nothing was heard for so long gives its place free; it goes on when the user comes to its step again. */
  tourPauseMs: 24 * 3_600_000,
  hostActions: 30,
  hostActionParams: 20,
  topicsOff: 20,
  surveyQuestions: 10,
  surveyChoices: 12,
  surveyTextLength: 1_000,
  contentItems: 2_000,
  candidatesPerRecommender: 20,
  /** Of one answer, written as JSON. */
  pluginAnswerLength: 1_000_000,
  /** What a plugin found out about one user or account, written as JSON; recorded with every answer that it serves. */
  factsLength: 8_000,
  evidencePerCandidate: 5,

  queueMessages: 1_000,
  queueBytes: 256 * 1024,
  queueAgeMs: 7 * 24 * 3_600_000,
  /** Page clocks further off than this from the server's are repaired by the envelope's skew. */
  clockToleranceMs: 60_000,
  tokenLifetimeMs: 24 * 3_600_000,
  tokenSkewMs: 60_000,

  displayLeaseMs: 15 * 60_000,
  /** An offer that was never painted gives its reservations back after this long. */
  reservationMs: 2 * 60_000,
  coalesceMs: 200,
  typingQuietMs: 4_000,
  rageClicks: 3,
  rageWindowMs: 1_200,

  /** "Not now" means this long, unless the user chose another time. */
  snoozeMs: 24 * 3_600_000,
  longestSnoozeMs: 90 * 24 * 3_600_000,
  /** An offer whose action was followed is not made again for so long. */
  followedMs: 7 * 24 * 3_600_000,
  /** "Not relevant to me" lapses after this long, and earlier when who the user is has changed. */
  notRelevantMs: 180 * 24 * 3_600_000,
  /** "Helpful" and "fewer like this" count for so long, each at most so many times at once for one topic. */
  leaningMs: 30 * 24 * 3_600_000,
  leaningTimes: 3,
  /** What each adds to, or takes from, the priority of content with the topic. */
  helpfulPriority: 2,
  fewerPriority: 10,
  /** After "fewer like this": at least so long between two showings of the topic; doubled by each further time. */
  fewerPauseMs: 24 * 3_600_000,
  /** Shown so often in a row without the user doing anything with it, content is worn: for so long, each time it happens again for longer. */
  wornAfter: 3,
  wornMs: 3 * 24 * 3_600_000,
  longestWornMs: 30 * 24 * 3_600_000,
  /** Of the first of a list that nobody searched for, so many share a topic at most. */
  listedPerTopic: 2,
  /** What a correction took away is put back as it stood when the correction is undone within this time. */
  putBackMs: 10 * 60_000,
  /** What the host asked for and could not be shown within this time is forgotten. */
  askedMs: 60_000,
  /** What the widget could not paint is left alone for so long, or until the user goes to another page. */
  restMs: 60_000,
  longestRestMs: 3_600_000,
  /** For so long after their first sign of life a user of whom no maturity is found counts as new where slots are filled jointly. */
  newUserMs: 14 * 24 * 3_600_000,

  /** Keys of a customer's own admins that are live at a time, for each tenant; and what a team may leave to them. */
  tenantKeys: 20,
  tenantBounds: 100,

  /** Corrections by members that stand at a time: for segments and everybody, for single users in all, and for one user. */
  correctionsForMany: 100,
  correctionsForUsers: 1_000,
  correctionsPerUser: 20,

  sessionRecentEvents: 50,
  /** An event with longer properties is remembered without them. */
  sessionPropertiesLength: 1_000,
  sessionEventNames: 200,
  sessionCapEntries: 400,
  /** Caps that one account can have entries under at a time. */
  accountCaps: 50,
  sessionErrorKinds: 20,
  sessionErrorTimes: 20,
  sessionAsked: 10,
  sessionGone: 20,
  sessionCorrections: 100,
  /** Tours, and surveys, that a session remembers where the user is in them, and what they answered. */
  sessionTours: 50,
  sessionSurveys: 50,
  /** What the page ran for a user, and the gates that it asked about: so many last ones are remembered. */
  sessionRan: 50,
  sessionGates: 50,
  sessionLists: 5,
  topicsPerContent: 5,
  sessionTrials: 20,
  namedOutcomes: 50,
  /** Of an outcome's filter, written as JSON. */
  outcomeFilterLength: 1_000,
  sessionDoings: 12,
  /** What a learning example of a first time tells of the user's other events. */
  exampleBefore: 20,
  /** Into so many a tenant's users fall by chance: examples of different ones come from different people. */
  exampleVoices: 64,
  /** What a plugin has learnt for one tenant, written as JSON. */
  learnedModelLength: 800_000,
  productEntities: 500,
  sessionPairs: 64,
  sessionTriples: 32,
  /** An action's name in a transition is cut to this. */
  sessionActionLength: 64,
  /** Clicks on one thing so close together belong to one attempt. */
  deadClickWindowMs: 10_000,
  sessionToldEvents: 50,

  /** So many users of a tenant are numbered in the order in which they came; more the holdout cannot spare. */
  numberedUsers: 1_000,
  variantsPerContent: 5,
} as const
