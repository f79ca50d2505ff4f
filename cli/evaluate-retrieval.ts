import { readFileSync } from 'node:fs'
import type { RetrievalStanding } from '../contract/retrieval-finding.ts'
import { type Command, Misuse, print, tenantPath } from './command.ts'

/** One labelled question a line, as the API takes it. */
const readQuestions = (file: string): readonly unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return []
      try {
        return [JSON.parse(line) as unknown]
      } catch {
        throw new Misuse(`${file}:${index + 1}: not valid JSON.`)
      }
    })

const figure = (value: number): string => value.toFixed(4)

export const evaluateRetrieval = async ({ words: [file], tenant, options, call }: Command): Promise<number> => {
  const body = file === undefined ? {} : { questions: readQuestions(file) }
  const standing = await call<RetrievalStanding>('POST', `${tenantPath(tenant)}/retrieval/evaluate`, body)
  if (options.json === true) {
    console.log(JSON.stringify(standing))
    return 0
  }
  const { finding, vectors, from, used, state } = standing
  if (finding === null) print(`nothing to compare with: vectors from ${from} are ${state}`)
  else {
    print(
      `${finding.labelled} labelled and ${finding.recorded} recorded questions, at least ${finding.needs} are needed`,
    )
    print(`  by words alone         NDCG@10 ${figure(finding.without.ndcg)}  MRR ${figure(finding.without.mrr)}`)
    print(`  by words and vectors   NDCG@10 ${figure(finding.with.ndcg)}  MRR ${figure(finding.with.mrr)}`)
    const [low, high] = finding.interval
    print(
      `  difference in NDCG@10 between ${figure(low)} and ${figure(high)}: ${finding.helps ? 'vectors help' : 'vectors have not been shown to help'}`,
    )
  }
  print(`retrieval.vectors is ${vectors}: answers go by ${used ? 'words and vectors' : 'words alone'}`)
  return 0
}
