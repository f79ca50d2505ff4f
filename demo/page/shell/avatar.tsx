import type { Hue } from '../../server/shapes.ts'

const initials = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word))
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase()
}

interface Props {
  name: string
  hue: Hue
  size?: 'small' | 'large'
  shape?: 'square'
}

export const Avatar = ({ name, hue, size, shape }: Props) => (
  <span class={`avatar hue-${hue} ${size ?? ''} ${shape ?? ''}`} aria-hidden="true">
    {initials(name)}
  </span>
)
