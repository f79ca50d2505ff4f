/** Something the operator can mend: its message is the one line that is printed before the process ends. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem'
}
