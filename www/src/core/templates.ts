/** Templates to start from, and values to fill them with. */
export interface Example {
  readonly id: string;
  readonly title: string;
  /** What it is for, in a sentence. */
  readonly about: string;
  readonly text: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    id: "endpoint",
    title: "One endpoint, one tenant",
    about: "The usual case: a dashboard reads one endpoint, and the fixed parameter pins it to the user’s organisation.",
    text: `{
  "name": "dashboard_{user_id}",
  "ttl": "10m",
  "scopes": [
    {
      "type": "PIPES:READ",
      "resource": "top_pages",
      "fixed_params": {
        "org_id": "{org_id}",
        "currency": "eur"
      }
    }
  ],
  "limits": { "rps": 10 }
}`,
  },
  {
    id: "scopes",
    title: "Several scopes",
    about: "Two endpoints and a data source in one token, all of them pinned to the same organisation.",
    text: `{
  "name": "dashboard_{user_id}",
  "ttl": "10m",
  "scopes": [
    {
      "type": "PIPES:READ",
      "resource": "top_pages",
      "fixed_params": {
        "org_id": "{org_id}",
        "currency": "eur"
      }
    },
    {
      "type": "PIPES:READ",
      "resource": "visits_per_day",
      "fixed_params": { "org_id": "{org_id}" }
    },
    {
      "type": "DATASOURCES:READ",
      "resource": "page_views",
      "filter": "org_id = {org_id:String}"
    }
  ],
  "limits": { "rps": 10 }
}`,
  },
  {
    id: "filter",
    title: "Data source with a filter",
    about:
      "No endpoint: the token reads the data source itself, and the filter is appended to every read. Values become ClickHouse literals, so no value can break out of its quotes.",
    text: `{
  "name": "explore_{user_id}",
  "ttl": "1h",
  "scopes": [
    {
      "type": "DATASOURCES:READ",
      "resource": "page_views",
      "filter": "org_id = {org_id:String} AND day >= {since:Date}"
    }
  ],
  "limits": { "rps": 5 }
}`,
  },
  {
    id: "limit",
    title: "A limit for each user",
    about: "Limits are counted by name. With the user’s id in the name each user has ten requests a second; without it all share ten.",
    text: `{
  "name": "frontend_jwt_user_{user_id}",
  "ttl": "5m",
  "scopes": [
    {
      "type": "PIPES:READ",
      "resource": "visits_per_day",
      "fixed_params": {
        "org_id": "{org_id}",
        "since": "2026-03-08"
      }
    }
  ],
  "limits": { "rps": 10 }
}`,
  },
  {
    id: "clerk",
    title: "Clerk style",
    about: "A Clerk/Auth0 JWT template, in mintbird’s format: the user and the organisation of the session. Valid for one minute.",
    text: `{
  "workspace_id": "d75f03e2-28a7-44b0-9ff5-40e087ba119f",
  "name": "clerk_{session_user_id}",
  "ttl": 60,
  "scopes": [
    {
      "type": "PIPES:READ",
      "resource": "top_pages",
      "fixed_params": { "org_id": "{session_org_slug}" }
    }
  ]
}`,
  },
];

/** What stands in a form at first, so that there is a token to look at. Other fields begin empty. */
export const FIRST_VALUES: { readonly [param: string]: string } = {
  user_id: "u_1",
  org_id: "acme",
  since: "2026-03-01",
  session_user_id: "user_2x7",
  session_org_slug: "acme",
};
