import { Icon } from '../icons.tsx'

export const Lens = () => (
  <Icon>
    <circle cx="7" cy="7" r="4.4" />
    <path d="m10.4 10.4 3.2 3.2" />
  </Icon>
)
export const Page = () => (
  <Icon>
    <path d="M4 2.2h5.2L12 5v8.8H4ZM6.2 7.4h3.6M6.2 10.2h3.6" />
  </Icon>
)
export const Route = () => (
  <Icon>
    <circle cx="4" cy="12.2" r="1.7" />
    <circle cx="12" cy="3.8" r="1.7" />
    <path d="M5.7 12.2h4.6a2.1 2.1 0 0 0 0-4.2H5.7a2.1 2.1 0 0 1 0-4.2h4.6" />
  </Icon>
)
export const Person = () => (
  <Icon>
    <path d="M2.6 3.4h10.8v7.4H8.2l-2.9 2.6v-2.6H2.6Z" />
  </Icon>
)
export const Praise = () => (
  <Icon>
    <path d="M5.2 7.2v6H2.8v-6Zm0 0 2.6-4.8c1.1 0 1.7.8 1.5 1.8l-.4 2h3.2c.8 0 1.3.7 1.2 1.4l-.7 4.3c-.1.7-.6 1.3-1.3 1.3H5.2" />
  </Icon>
)
