const paths = {
  projects:
    'M3 6.5A1.5 1.5 0 0 1 4.5 5h3l1.8 2h6.2A1.5 1.5 0 0 1 17 8.5v5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 13.5Z',
  tasks: 'M4 5.5l1.3 1.3L7.8 4.3M4 12l1.3 1.3 2.5-2.5M10.5 6H16M10.5 12.5H16',
  team: 'M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 15.5c.3-2.3 2-3.8 4.5-3.8s4.2 1.5 4.5 3.8M13 4.8a2.5 2.5 0 0 1 0 4.5M14.5 12.2c1.5.5 2.3 1.7 2.5 3.3',
  integrations: 'M8 3.5v3M12 3.5v3M6 6.5h8v3a4 4 0 0 1-8 0ZM10 13.5v3',
  reports: 'M4 16V9.5M8 16V5M12 16v-4.5M16 16V7.5',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4.3v3.4M7 12.3v3.4',
  search: 'M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM12.8 12.8 16.5 16.5',
  plus: 'M10 4.5v11M4.5 10h11',
  menu: 'M3.5 6h13M3.5 10h13M3.5 14h13',
  close: 'M5 5l10 10M15 5 5 15',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  archive: 'M3.5 5h13v3h-13ZM5 8v7h10V8M8.5 11h3',
  board: 'M4 4.5h3.5v11H4ZM8.5 4.5H12v7.5H8.5ZM13 4.5h3.2v9.5H13Z',
  list: 'M4 6h12M4 10h12M4 14h12',
  calendar: 'M4 6h12v10H4ZM4 9h12M7 4v3M13 4v3',
  download: 'M10 4v8.5M6.5 9.5 10 13l3.5-3.5M4.5 16h11',
  out: 'M8.5 4H5v12h3.5M9 10h7.5M13.5 7l3 3-3 3',
  check: 'M5 10.5l3.3 3.3L15 7',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.8 8.2a2.2 2.2 0 1 1 3.3 1.9c-.8.4-1.1.9-1.1 1.7M10 14h.01',
  mail: 'M3.5 5.5h13v9h-13ZM4 6l6 5 6-5',
} as const
export type IconName = keyof typeof paths

/** Drawn on a grid of 20, decorative: what it stands beside names it. */
export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg class="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
)

export const Mark = ({ size = 28 }: { size?: number }) => (
  <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <rect class="mark-ground" width="32" height="32" rx="8" />
    <path class="mark-sail" d="M17.5 5.5v17h9c-.8-7-4-13-9-17Z" />
    <path class="mark-sail mark-jib" d="M14.5 10.5v12H6.2c1.3-5 4.3-9.3 8.3-12Z" />
    <path class="mark-deck" d="M6 25.2h20" />
  </svg>
)
