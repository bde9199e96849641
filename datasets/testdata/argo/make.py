"""Writes made-up profiles in Argo's format 3.1, for the tests: numbers that no float measured. Needs netCDF4 1.7.2."""
import netCDF4
import numpy as np

FILL = 99999.0
for name, day, shift in [("20230101_prof.nc", 26663.5, 0.0), ("20230111_prof.nc", 26673.5, 1.0)]:
    with netCDF4.Dataset(name, "w", format="NETCDF3_CLASSIC") as d:
        for dim, n in [("STRING8", 8), ("N_PROF", 6), ("N_LEVELS", 4)]:
            d.createDimension(dim, n)
        text = lambda v, kind, dims, value: d.createVariable(v, "S1", dims, fill_value=b" ").__setitem__(slice(None), value)
        # 0 real time; 1 delayed, its raw values wrong; 2 badly placed; 3 a bad value between; 4 levels too far apart; 5 the dive of profile 0 again.
        who = np.array([b"2902269 ", b"1901897 ", b"13857   ", b"6903060 ", b"2902390 ", b"2902269 "])
        text("PLATFORM_NUMBER", "S1", ("N_PROF", "STRING8"), netCDF4.stringtochar(who))
        text("DATA_MODE", "S1", ("N_PROF",), np.array([b"R", b"D", b"D", b"A", b"R", b"R"]))
        text("DIRECTION", "S1", ("N_PROF",), np.array([b"A"] * 6))
        text("POSITION_QC", "S1", ("N_PROF",), np.array([b"1", b"2", b"4", b"1", b"1", b"1"]))
        text("JULD_QC", "S1", ("N_PROF",), np.array([b"1"] * 6))
        v = d.createVariable("CYCLE_NUMBER", "i4", ("N_PROF",), fill_value=99999)
        v[:] = [int(7 + shift)] * 6
        v = d.createVariable("JULD", "f8", ("N_PROF",), fill_value=999999.0)
        v.units = "days since 1950-01-01 00:00:00 UTC"
        v[:] = day + np.array([0, 0.1, 0.2, 0.3, 0.4, 0])
        for c, values in [("LATITUDE", [10, 12, 14, 16, 18, 10]), ("LONGITUDE", [60, 62, 64, 66, 68, 60])]:
            v = d.createVariable(c, "f8", ("N_PROF",), fill_value=FILL)
            v[:] = np.array(values, "f8") + shift / 10
        pres = np.tile(np.array([50.0, 90.0, 110.0, 200.0]), (6, 1))
        pres[4] = [50, 75, 150, 200]
        temp = 26 - pres / 20 + shift
        for suffix, wrong in [("", 5.0), ("_ADJUSTED", 0.0)]:
            for p, values, unit in [("PRES", pres, "decibar"), ("TEMP", temp + np.array([0, wrong, 0, wrong, 0, 0])[:, None], "degree_Celsius")]:
                values = values.copy()
                if suffix:
                    values[[0, 4, 5]] = FILL
                v = d.createVariable(p + suffix, "f4", ("N_PROF", "N_LEVELS"), fill_value=FILL)
                v.units = unit
                v[:] = values
                flags = np.full((6, 4), b"1")
                if p == "TEMP":
                    flags[3, 1] = b"4"  # 50 and 110 dbar remain: 60 apart
                text(p + suffix + "_QC", "S1", ("N_PROF", "N_LEVELS"), flags)
