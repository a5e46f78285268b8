import { readFileSync } from 'node:fs'
import { emptyTally, figuresOf } from '@kickai/release'
import { chromium as browserOf } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { chromium, describeWith } from '../../../../scripts/testing/needs.ts'
import { chartLibraryFiles } from '../entries.ts'
import { temporaryFolder, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig } from '../fixtures/node-service.ts'
import { escapeJson, escapeText } from './escape.ts'
import type { Report } from './gather.ts'
import { reportPage } from './page.ts'
import { scrubbed } from './scrubbed.ts'
import { chartsOf, daysFrom } from './series.ts'

const files = chartLibraryFiles()
const library = { script: readFileSync(files.script, 'utf8'), style: readFileSync(files.style, 'utf8') }
const attack = `</script><img src=x onerror="document.title='taken'">`

function reportOf(): Report {
  const days = daysFrom('2026-11-01', 3)
  const tally = {
    ...emptyTally,
    changes: { live: 2, 'rolled back': 1 },
    commitToLiveMs: [60_000],
    rollbackMs: [1_500],
    service: { ...emptyTally.service, watchedMs: 1_000, downMs: 1 },
  } as const
  const release = {
    ...{ release: 'rel_1', environment: 'production', kind: 'deploy', services: ['web'], state: 'ended', seconds: 4 },
    ...{ verdict: 'rolled back', digest: 'sha256:00', plannedAt: Date.parse('2026-11-02') },
    reason: { code: 'bad', sentence: attack },
  }
  return {
    name: 'shop',
    at: Date.parse('2026-11-03'),
    window: { days: 3, from: '2026-11-01' },
    days,
    environments: [
      {
        environment: 'production',
        figures: figuresOf(tally, 3 * 86_400_000),
        charts: chartsOf(new Map([['2026-11-02', tally]]), days),
        releases: [release],
        more: 1_200,
      },
    ],
  }
}

test('days without anything are gaps, figures that nobody has measured have no chart', () => {
  const charts = reportOf().environments[0]?.charts ?? []
  expect(charts.map(({ title }) => title)).toEqual([
    'How releases ended',
    'From the commit to live',
    'The way back',
    'Down in deployments',
    'Availability',
  ])
  expect(charts[0]?.series.slice(0, 2)).toEqual([
    { label: 'live', values: [null, 2, null] },
    { label: 'rolled back', values: [null, 1, null] },
  ])
  expect(charts[1]).toMatchObject({ unit: 's', target: 300, series: [{ values: [null, 60, null] }, {}] })
  expect(charts[4]).toMatchObject({ unit: '%', target: 99.9, series: [{ values: [null, 99.9, null] }] })
})

test('nothing of a journal gets out of where it stands, and nothing is loaded', () => {
  expect(escapeText(attack)).not.toMatch(/[<>"']/)
  expect(escapeJson({ attack })).not.toContain('<')
  const page = reportPage(reportOf(), library)
  expect(page).not.toContain('<img')
  expect(page).toContain('And 1,200 before them')
  expect(page.match(/<script/g)).toHaveLength(3)
  expect(page.replaceAll(library.script, '')).not.toMatch(/(?:src|href)="?http|@import|url\(/)
  const { scrub } = { scrub: (text: string) => text.replaceAll('hunter22', '***') }
  expect(scrubbed({ list: [{ text: 'it was hunter22' }], count: 1 }, { scrub })).toEqual({
    list: [{ text: 'it was ***' }],
    count: 1,
  })
})

test('the command makes the page where it is told, and says what is wrong with that place', async () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'kickai.config.ts': nodeConfig })
  const made = await kickai(folder, ['report', '--html', 'report.html', '--days', '7', '--json'])
  expect({ code: made.code, ...made.json() }).toMatchObject({ code: 0, releases: 0, window: { days: 7 } })
  expect(readFileSync(`${folder}/report.html`, 'utf8')).toContain('Nothing was measured in these days.')
  expect(await kickai(folder, ['report'])).toMatchObject({ code: 2 })
  const refused = await kickai(folder, ['report', '--html', 'nowhere/report.html', '--json'])
  expect(refused.json().error.code).toBe('report-unwritable')
})

describeWith(chromium(), 'in a browser', (executablePath) => {
  test('the charts are drawn, nothing is asked for, and what stands in the journal does not run', async () => {
    const folder = temporaryFolder({ 'report.html': reportPage(reportOf(), library) })
    const isRoot = process.getuid?.() === 0
    const browser = await browserOf.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] })
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    const heard: string[] = []
    const asked: string[] = []
    page.on('pageerror', (error) => heard.push(String(error)))
    page.on('console', (line) => heard.push(line.text()))
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`file://${folder}/report.html`)
    expect(await page.locator('figure:visible canvas').count()).toBe(5)
    const painted = `[...document.querySelectorAll('canvas')].every((canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0))`
    expect(await page.evaluate(painted)).toBe(true)
    const isWithin = `[...document.querySelectorAll('figure')].every((figure) => figure.scrollWidth <= figure.clientWidth + 1)`
    expect(await page.evaluate(isWithin)).toBe(true)
    expect([heard, asked.filter((url) => !/^(file|data):/.test(url)), await page.title()]).toEqual([
      [],
      [],
      'Releases of shop',
    ])

    const plain = await browser.newPage({ javaScriptEnabled: false })
    await plain.goto(`file://${folder}/report.html`)
    expect(await plain.locator('figure:visible').count()).toBe(0)
    expect(await plain.locator('table').first().textContent()).toContain('66.67 %')
  })
})
