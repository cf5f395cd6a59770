"""Pages for browsers, which are built of the workspace `console` when Findling is packaged. `built_page` serves what
was built, its files and its policy, or says why it is not there; `console` is the console. GraphiQL, which is served
where GraphQL is, stands beside GraphQL's transports.
"""
