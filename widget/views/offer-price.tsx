import type { OfferGuidance } from '../../contract/guidance.ts'
import type { Words } from './words.ts'

type Price = NonNullable<OfferGuidance['price']>

/** 49 and 49.50, in the reader's manner; a currency that the browser does not know stands as its letters. */
const moneyOf = (locale: string, currency: string, amount: number): string => {
  const digits = Number.isInteger(amount) ? { minimumFractionDigits: 0 } : {}
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(amount)
  } catch {
    return `${amount} ${currency}`
  }
}

/** What it costs, as the server says it. */
export const OfferPrice = ({ price, words, locale }: { price: Price; words: Words; locale: string }) => {
  const { amount, before, until, currency, period } = price
  const money = (value: number) => moneyOf(locale, currency, value)
  return (
    <p class="price">
      <strong>{money(amount)}</strong> <span class="price-per">{words.per[period]}</span>
      {before !== undefined && (
        <span class="price-before">
          {' '}
          <span class="unseen">{words.insteadOf} </span>
          <s>{money(before)}</s>
        </span>
      )}
      {until !== undefined && (
        <span class="price-until">
          {' '}
          {words.until(new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(until))}
        </span>
      )}
    </p>
  )
}
