/** Shorter words are in every sentence. */
const shortest = 5

/** Text, with the words that the question asked for marked where they stand, or begin another. */
export const Marked = ({ text, question }: { text: string; question: string }) => {
  const words = question.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= shortest)
  if (words.length === 0) return <>{text}</>
  const parts = text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${words.join('|')})`, 'giu'))
  return <>{parts.map((part, at) => (at % 2 ? <mark key={at}>{part}</mark> : part))}</>
}
