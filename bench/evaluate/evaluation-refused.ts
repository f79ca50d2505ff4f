/** The input cannot be evaluated; the message is for whoever gave it. */
export class EvaluationRefused extends Error {
  override readonly name = 'EvaluationRefused'
}
