import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countAbove,
  emptyHistogram,
  histogramOf,
  mergeHistograms,
  quantileOf,
  raisedTo,
  sizeOf,
  tiesOfHistograms,
} from './histogram.ts'

const times = fc.array(fc.double({ min: 0.2, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 80 })

describe('a histogram of times', () => {
  it('leaves out what is no number', () => {
    expect(histogramOf([Number.NaN, Number.POSITIVE_INFINITY, -1])).toEqual(emptyHistogram)
    expect(quantileOf(emptyHistogram, 0.5)).toBeUndefined()
    expect(sizeOf(histogramOf([0, 1, Number.NaN, 1e12]))).toBe(3)
  })

  it('knows every quantile to 2.2 %', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
        const sorted = values.toSorted((left, right) => left - right)
        const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? 0
        expect(Math.abs((quantileOf(histogramOf(values), share) ?? 0) / exact - 1)).toBeLessThan(0.022)
      }),
    )
  })

  it('is the same merged as made at once, and survives a journal', () => {
    fc.assert(
      fc.property(times, times, (left, right) => {
        const whole = histogramOf([...left, ...right])
        expect(mergeHistograms(histogramOf(left), histogramOf(right))).toEqual(whole)
        expect(JSON.parse(JSON.stringify(whole))).toEqual(whole)
      }),
    )
  })

  it('stays small, however many values', () => {
    expect(histogramOf(Array.from({ length: 5_000 }, (_, index) => 1.01 ** index)).counts.length).toBeLessThan(450)
  })

  it('counts what lies above, and raises what lies below', () => {
    const histogram = histogramOf([1, 10, 100, 1000])
    expect(countAbove(histogram, 50)).toBe(2)
    expect(countAbove(histogram, 5000)).toBe(0)
    const raised = raisedTo(histogram, 50)
    expect(sizeOf(raised)).toBe(4)
    expect(quantileOf(raised, 0.25)).toBeCloseTo(50, -1)
    expect(tiesOfHistograms(histogram, raised)).toEqual([
      { left: 1, right: 0 },
      { left: 1, right: 0 },
      { left: 0, right: 2 },
      { left: 1, right: 1 },
      { left: 1, right: 1 },
    ])
    expect(tiesOfHistograms(emptyHistogram, emptyHistogram)).toEqual([])
  })
})
