interface Props<T extends string | number> {
  label: string
  options: readonly { readonly value: T; readonly text: string }[]
  value: T
  choose: (value: T) => void
}

/** One of a few, as radio buttons that look like one control. */
export const Segments = <T extends string | number>({ label, options, value, choose }: Props<T>) => (
  <div class="segments" role="radiogroup" aria-label={label}>
    {options.map((option) => (
      <label key={option.value} class={option.value === value ? 'on' : ''}>
        <input type="radio" name={label} checked={option.value === value} onChange={() => choose(option.value)} />
        {option.text}
      </label>
    ))}
  </div>
)
