import type { Refusal } from '../../server/shapes.ts'

export type Called<T> =
  | { readonly ok: true; readonly value: T }
  /** The server understood, and did not take it. */
  | { readonly ok: false; readonly status: number; readonly refusal: Refusal }
  /** Nobody answered, or with something else. */
  | { readonly ok: false; readonly status: number; readonly refusal: null }

export const callApi = async <T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<Called<T>> => {
  try {
    const response = await fetch(`/api${path}`, {
      method,
      ...(method === 'GET'
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
    })
    const answer = (await response.json()) as T
    if (response.ok) return { ok: true, value: answer }
    const { field, code } = answer as Partial<Refusal>
    return {
      ok: false,
      status: response.status,
      refusal: response.status === 422 && code !== undefined ? { field: field ?? '', code } : null,
    }
  } catch {
    return { ok: false, status: 0, refusal: null }
  }
}
