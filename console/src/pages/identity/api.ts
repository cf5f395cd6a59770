/** The management API of the provider, as the server's own port has it, and what it tells. */

import { type Asked, type Method, RequestFailure } from "../../core/client";
import { client, path } from "../../core/session";

export interface Person {
  readonly user_id: string;
  readonly email?: string;
  readonly name?: string | null;
  readonly blocked?: boolean;
  readonly last_login?: string;
  readonly logins_count?: number;
}

export interface Session {
  readonly id: string;
  readonly created_at: string;
  readonly clients: readonly { readonly client_id: string }[];
  readonly device: { readonly last_ip: string | null; readonly last_user_agent: string | null };
}

export const KINDS = ["spa", "native", "regular_web", "non_interactive"] as const;
export type Kind = (typeof KINDS)[number];

export interface Application {
  readonly client_id: string;
  readonly name: string;
  readonly app_type: Kind;
  readonly callbacks: readonly string[];
  readonly allowed_logout_urls: readonly string[];
  readonly web_origins: readonly string[];
  readonly token_endpoint_auth_method: string;
  readonly client_secret?: string;
}

export interface Grant {
  readonly client_id: string;
  readonly audience: string;
  readonly scope: readonly string[];
}

export interface Brand {
  readonly service: string | null;
  readonly colors: { readonly primary?: string; readonly page_background?: string };
  readonly logo: string | null;
}

/** Asks the management API. Throws RequestFailure with what the provider says. */
export async function manage<Answer = unknown>(method: Method, parts: readonly string[], asked: Asked & { query?: string } = {}): Promise<Answer> {
  const { query = "", ...others } = asked;
  try {
    return await client.ask<Answer>(method, `/_identity/api/v2${path(...parts)}${query && `?${query}`}`, others);
  } catch (failure) {
    throw explained(failure);
  }
}

/** The provider tells errors as OAuth does: what is wrong stands beside the name of the error. */
export function explained(failure: unknown): unknown {
  if (!(failure instanceof RequestFailure)) return failure;
  const told = (failure.answer as { error_description?: string } | null)?.error_description;
  return told === undefined ? failure : new RequestFailure(failure.kind, failure.status, failure.type, told, failure.answer);
}

/** Returns the lines of a text that have something in them. */
export const linesOf = (text: string): readonly string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);
