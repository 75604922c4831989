-- 一天的汇总进度，直接用 SQL 从同一个数据库里算出来，用来与 zhiben progress --json 对照。
-- 语句之间空一行；:day 是要问的那一天。
--
-- Written as somebody would who knows the tables and their keys: what units last said is
-- sought in the primary key of the projection of reports, all else is read from the
-- entries beside them. The partial index on entries wants the very words kind <> '…'.

CREATE TEMP TABLE live AS
SELECT
    kind, subject, "on", body,
    row_number() OVER (ORDER BY "on", recorded_at, origin, seq) AS place
FROM entries
WHERE kind <> 'task.report' AND "on" <= :day AND id NOT IN (SELECT id FROM voided);

CREATE TEMP TABLE adopted AS
SELECT body, body ->> '$.plan.start' AS start, body ->> '$.plan.end' AS "end"
FROM live WHERE kind = 'plan.adopt' ORDER BY place DESC LIMIT 1;

CREATE TEMP TABLE changes AS
SELECT
    subject, "on", place,
    body ->> 'due' AS due, body ->> 'forecast' AS forecast, body ->> 'leads' AS leads
FROM live WHERE kind = 'task.amend';

-- Tasks in the document's order, with the row of the table they stand in.
CREATE TEMP TABLE tasks AS
WITH found (part, action, measure, place, row, row_title, task) AS (
    SELECT 0, 0, 0, key, 'targets', '总体目标', value
    FROM adopted, json_each(body, '$.plan.targets')
    UNION ALL
    SELECT
        1, action.key, measure.key, task.key,
        action.value ->> 'number', action.value ->> 'title', task.value
    FROM adopted
    JOIN json_each(body, '$.plan.actions') AS action
    JOIN json_each(action.value, '$.measures') AS measure
    JOIN json_each(measure.value, '$.tasks') AS task
    UNION ALL
    SELECT 2, 0, 0, key, 'safeguards', '保障措施', value
    FROM adopted, json_each(body, '$.plan.safeguards')
    UNION ALL
    SELECT 3, 0, 0, key, 'annex', '附表任务', value
    FROM adopted, json_each(body, '$.plan.annex')
),

amended (task, due, forecast) AS (
    SELECT
        one.subject,
        (SELECT due FROM changes WHERE subject = one.subject AND due IS NOT NULL
         ORDER BY place DESC LIMIT 1),
        (SELECT forecast FROM changes WHERE subject = one.subject AND forecast IS NOT NULL
         ORDER BY place DESC LIMIT 1)
    FROM (SELECT DISTINCT subject FROM changes) AS one
)

SELECT
    row_number() OVER (ORDER BY part, action, measure, place) AS number,
    row,
    row_title,
    found.task ->> 'id' AS id,
    found.task ->> 'title' AS title,
    found.task ->> 'kind' AS kind,
    coalesce(found.task ->> 'soft', 0) AS soft,
    found.task ->> 'due' AS original_due,
    coalesce(amended.due, found.task ->> 'due') AS due,
    amended.forecast,
    found.task ->> '$.cadence.every' AS every,
    coalesce(found.task ->> '$.cadence.at_least', 1) AS at_least,
    found.task ->> '$.cadence.due_day' AS due_day,
    found.task ->> 'scope' AS scope,
    coalesce(found.task ->> '$.scope.owed_by', 'unit') AS owed_by,
    coalesce(found.task ->> 'leads', '[]') AS leads
FROM found LEFT JOIN amended ON amended.task = found.task ->> 'id';

-- Leads: the document's, then each change of them, with the days they hold for.
CREATE TEMP TABLE led AS
SELECT
    number, since,
    coalesce(lead(since) OVER (PARTITION BY number ORDER BY place), '9999-12-31') AS until,
    leads
FROM (
    SELECT number, '' AS since, 0 AS place, leads FROM tasks
    UNION ALL
    SELECT number, "on", place, changes.leads
    FROM tasks JOIN changes ON changes.subject = tasks.id WHERE changes.leads IS NOT NULL
);

CREATE TEMP TABLE leads AS
SELECT number, json_each.key AS place, json_each.value AS unit
FROM led, json_each(leads) WHERE until = '9999-12-31';

-- Units: every version with the days it holds for, in order of registration.
CREATE TEMP TABLE versions AS
SELECT
    subject AS unit,
    min(place) OVER (PARTITION BY subject) AS place,
    "on" AS since,
    row_number() OVER (PARTITION BY subject ORDER BY place) = 1 AS is_first,
    coalesce(lead("on") OVER (PARTITION BY subject ORDER BY place), '9999-12-31') AS until,
    body ->> 'name' AS name,
    body ->> 'kind' AS kind,
    body ->> 'attributes' AS attributes,
    coalesce(body ->> 'valid_from', '') AS valid_from,
    coalesce(body ->> 'valid_to', '9999-12-31') AS valid_to
FROM live WHERE kind IN ('org.add', 'org.amend');

CREATE TEMP TABLE names (unit TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;

INSERT INTO names SELECT unit, name FROM versions WHERE until = '9999-12-31';

-- Which versions of which units fall under which scope.
CREATE TEMP TABLE falls AS
SELECT
    scope, unit, place, until, valid_to,
    max(valid_from, CASE WHEN is_first AND valid_from <> '' THEN '' ELSE since END) AS since
FROM (SELECT DISTINCT scope FROM tasks WHERE scope IS NOT NULL) JOIN versions
WHERE (
    kind IN (SELECT value FROM json_each(scope, '$.kinds'))
    OR unit IN (SELECT value FROM json_each(scope, '$.units'))
)
AND NOT EXISTS (
    SELECT 1 FROM json_each(scope, '$.having') AS mark
    WHERE mark.value NOT IN (SELECT value FROM json_each(attributes))
)
AND NOT EXISTS (
    SELECT 1 FROM json_each(scope, '$.lacking') AS mark
    WHERE mark.value IN (SELECT value FROM json_each(attributes))
);

-- Who owes the tasks without periods: the scope's units, of past ones those asked by then.
CREATE TEMP TABLE single AS
SELECT number, unit, falls.place FROM tasks JOIN falls USING (scope)
WHERE every IS NULL AND :day >= since AND :day < until AND :day <= valid_to AND (
    due IS NULL OR due >= :day OR EXISTS (
        SELECT 1 FROM falls AS asked
        WHERE asked.scope = tasks.scope AND asked.unit = falls.unit
            AND due >= asked.since AND due < asked.until AND due <= asked.valid_to
    )
);

INSERT INTO single
SELECT number, unit, place FROM tasks JOIN leads USING (number)
WHERE every IS NULL AND number NOT IN (SELECT number FROM single);

INSERT INTO single
SELECT number, '未明确', 0 FROM tasks
WHERE every IS NULL AND number NOT IN (SELECT number FROM single);

CREATE TEMP TABLE shares (number, unit, place, status, due, done_on);

-- What each of them last said, and since when it has said so.
INSERT INTO shares
WITH said AS (
    SELECT tasks.*, unit, place, (
        SELECT status FROM reports
        WHERE task = id AND reports.unit = single.unit AND period = '' AND "on" <= :day
        ORDER BY "on" DESC, recorded_at DESC, origin DESC, seq DESC LIMIT 1
    ) AS status, (
        SELECT max("on") FROM reports
        WHERE task = id AND reports.unit = single.unit AND period = '' AND "on" <= :day
    ) AS last_on
    FROM single JOIN tasks USING (number)
)
SELECT
    number, unit, place,
    CASE
        WHEN status = 'done' THEN 'done'
        WHEN due < :day THEN 'overdue'
        WHEN due <= date(:day, '+30 days') THEN 'due_soon'
        WHEN status IS NULL THEN 'not_started'
        WHEN kind = 'continuous' AND last_on < date(:day, '-92 days') THEN 'stale'
        ELSE 'ongoing'
    END,
    due,
    CASE WHEN status = 'done' AND due IS NOT NULL THEN (
        SELECT "on" FROM reports
        WHERE task = id AND reports.unit = said.unit AND period = '' AND "on" <= :day
            AND ("on", recorded_at, origin, seq) > (
                SELECT coalesce(max("on"), ''), coalesce(recorded_at, ''), origin, seq FROM (
                    SELECT "on", recorded_at, origin, seq FROM reports
                    WHERE task = id AND reports.unit = said.unit AND period = ''
                        AND "on" <= :day AND status <> 'done'
                    ORDER BY "on" DESC, recorded_at DESC, origin DESC, seq DESC LIMIT 1
                )
            )
        ORDER BY "on" LIMIT 1
    ) END
FROM said;

-- The periods of each recurring task that have begun.
CREATE TEMP TABLE periods AS
WITH RECURSIVE
lengths (every, months) AS (
    VALUES ('month', 1), ('quarter', 3), ('half-year', 6), ('year', 12)
),

begun (every, months, start) AS (
    SELECT every, months, date(
        strftime('%Y-01-01', adopted.start),
        ((strftime('%m', adopted.start) - 1) / months * months) || ' months'
    )
    FROM adopted, lengths WHERE adopted.start <= min("end", :day)
    UNION ALL
    SELECT every, months, date(begun.start, months || ' months') FROM begun, adopted
    WHERE date(begun.start, months || ' months') <= min("end", :day)
)

SELECT
    number,
    row_number() OVER (PARTITION BY number ORDER BY begun.start) AS step,
    max(begun.start, adopted.start) AS start,
    strftime('%Y', begun.start) || CASE every
        WHEN 'month' THEN strftime('-%m', begun.start)
        WHEN 'quarter' THEN 'Q' || ((strftime('%m', begun.start) + 2) / 3)
        WHEN 'half-year' THEN 'H' || ((strftime('%m', begun.start) + 5) / 6)
        ELSE ''
    END AS period,
    CASE
        WHEN due_day IS NULL THEN date(begun.start, months || ' months', '-1 day')
        ELSE min(
            date(begun.start, months || ' months', (due_day - 1) || ' days'),
            date(begun.start, months || ' months', '+1 month', '-1 day')
        )
    END AS due
FROM tasks JOIN begun USING (every) JOIN adopted;

-- Who owes each of them, by what units and leads were on its first day.
CREATE TEMP TABLE duties AS
WITH owed AS (
    SELECT number, step, period, periods.due, unit, falls.place
    FROM periods JOIN tasks USING (number) JOIN falls USING (scope)
    WHERE start >= since AND start < until AND start <= valid_to
    UNION ALL
    SELECT number, step, period, periods.due, json_each.value, json_each.key
    FROM periods JOIN tasks USING (number) JOIN led USING (number) JOIN json_each(led.leads)
    WHERE scope IS NULL AND start >= since AND start < until
),

waived AS (
    SELECT subject AS task, body ->> 'period' AS period, body ->> 'unit' AS unit
    FROM live WHERE kind = 'task.waive'
),

done AS (
    SELECT owed.*, (
        SELECT "on" FROM (
            SELECT "on", at_least, sum(times) OVER (ORDER BY "on", recorded_at, origin, seq) AS total
            FROM reports
            WHERE task = id AND reports.unit = owed.unit AND reports.period = owed.period
                AND times > 0 AND "on" <= :day
        ) WHERE total >= at_least ORDER BY "on" LIMIT 1
    ) AS done_on, (id, period, unit) IN (SELECT task, period, unit FROM waived) AS is_waived
    FROM owed JOIN tasks USING (number)
)

SELECT
    number, step, period, due, unit, place,
    CASE
        WHEN done_on <= due THEN 'fulfilled'
        WHEN done_on > due THEN 'late'
        WHEN is_waived THEN 'waived'
        WHEN :day > due THEN 'missed'
        ELSE 'open'
    END AS outcome
FROM done;

-- Where the units of the latest period stand: the run of missed deadlines up to now, or
-- every gap once the plan is over.
INSERT INTO shares
WITH latest AS (
    SELECT number, max(step) AS step, :day > due AND :day > "end" AS over
    FROM periods JOIN adopted GROUP BY number
),

pending AS (
    SELECT number, unit, step, due, outcome,
        step - row_number() OVER (PARTITION BY number, unit ORDER BY step) AS run
    FROM duties WHERE outcome IN ('missed', 'open')
),

runs AS (
    SELECT number, unit, max(step) AS step, min(due) FILTER (WHERE outcome = 'missed') AS missed
    FROM pending GROUP BY number, unit, run
),

history AS (
    SELECT
        number, unit,
        min(due) FILTER (WHERE outcome = 'missed') AS gap,
        min(due) FILTER (WHERE outcome = 'open') AS open,
        max(outcome IN ('fulfilled', 'late', 'waived')) AS begun
    FROM duties GROUP BY number, unit
),

judged AS (
    SELECT
        number, unit, duties.place, over, open, begun,
        CASE WHEN over THEN gap ELSE missed END AS missed
    FROM latest JOIN duties USING (number, step) JOIN history USING (number, unit)
    LEFT JOIN runs USING (number, unit, step)
)

SELECT
    number, unit, place,
    CASE
        WHEN missed IS NOT NULL THEN 'overdue'
        WHEN over THEN 'done'
        WHEN open <= date(:day, '+30 days') THEN 'due_soon'
        WHEN begun THEN 'ongoing'
        ELSE 'not_started'
    END,
    CASE WHEN missed IS NOT NULL THEN missed WHEN NOT over THEN open END,
    NULL
FROM judged;

-- The status of a task: the worst of its shares.
CREATE TEMP TABLE standings AS
SELECT
    number,
    CASE
        WHEN count(DISTINCT status) = 1 THEN min(status)
        WHEN count(*) FILTER (WHERE status = 'overdue') THEN 'overdue'
        WHEN count(*) FILTER (WHERE status = 'due_soon') THEN 'due_soon'
        WHEN count(*) FILTER (WHERE status = 'stale') THEN 'stale'
        WHEN count(*) THEN 'ongoing'
        ELSE 'not_started'
    END AS status,
    max(done_on) AS done_on
FROM tasks LEFT JOIN shares USING (number) GROUP BY number;
