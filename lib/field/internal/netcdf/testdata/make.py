"""Writes the NetCDF files of the tests. Needs netCDF4 1.7.2: python3 -m venv v && v/bin/pip install netCDF4==1.7.2 && v/bin/python make.py"""
import netCDF4
import numpy as np

LAT, LON, TIME = np.array([20.0, 15.0, 10.0, 5.0]), np.array([50.0, 51.0, 52.5]), np.arange(5) * 6.0


def fill(d, fmt):
    """A small ocean: packed temperature over time, latitude (southwards) and longitude, with land."""
    d.title = "a small ocean"
    d.Conventions = "CF-1.8"
    d.createDimension("time", None)
    d.createDimension("lat", len(LAT))
    d.createDimension("lon", len(LON))
    d.createDimension("two", 2)
    d.createDimension("letters", 8)
    d.createDimension("float", 3)
    for name, unit, values, dtype in [("lat", "degree_north", LAT, "f4"), ("lon", "degrees_E", LON, "f8")]:
        v = d.createVariable(name, dtype, (name,))
        v.units, v.standard_name = unit, {"lat": "latitude", "lon": "longitude"}[name]
        v[:] = values
    t = d.createVariable("time", "f8", ("time",))
    t.units, t.calendar = "hours since 2000-02-28 12:00:00", "gregorian"
    big = {"NETCDF3_CLASSIC": False, "NETCDF3_64BIT_OFFSET": False, "NETCDF4_CLASSIC": False}.get(fmt, True)
    chunks = {} if fmt.startswith("NETCDF3") else {"chunksizes": (2, 3, 2), "zlib": True, "shuffle": True}
    temp = d.createVariable("temp", "i2", ("time", "lat", "lon"), fill_value=-32768, **chunks)
    temp.units, temp.long_name, temp.scale_factor, temp.add_offset = "degree_Celsius", "sea water temperature", 0.01, 20.0
    temp.valid_range = np.array([-3000, 3000], "i2")
    sal = d.createVariable("sal", "f4", ("time", "lat", "lon"))
    sal.missing_value, sal.units = np.float32(-99), "psu"
    flag = d.createVariable("flag", "i1", ("time",))
    flag._Unsigned = "true"
    never = d.createVariable("never", "f4", ("lat", "lon"))  # not written: all of it is the default fill value
    never.units = "m"
    for k in range(9):  # so many attributes that NetCDF-4 puts them into a heap
        temp.setncattr(f"note{k}", f"note {k}" * (k + 1))
    who = d.createVariable("who", "S1", ("float", "letters"))
    who[:] = netCDF4.stringtochar(np.array([b"2902269", b"13857", b""], "S8"))
    deep = d.createVariable("deep", ">f8" if fmt == "NETCDF4" else "f8", ("two", "lat"), **({"endian": "big"} if fmt == "NETCDF4" else {}))
    deep[:] = np.arange(8.0).reshape(2, 4)
    one = d.createVariable("one", "i4", ())
    one[...] = 42
    if big:
        many = d.createVariable("many", "u8", ("two",))
        many[:] = np.array([1, 2**40], "u8")
    t[:] = TIME
    ramp = np.arange(60.0).reshape(5, 4, 3) / 4
    masked = np.ma.masked_array(ramp, mask=np.zeros((5, 4, 3), bool))
    masked[:, 1, 1] = np.ma.masked
    temp[:] = masked
    temp.set_auto_maskandscale(False)
    temp[4, 3, 2] = 3001  # beyond the valid range
    temp.set_auto_maskandscale(True)
    s = ramp.astype("f4") + 30
    s[0, 0, 0] = -99
    s[1, 0, 0] = 9.96921e36
    sal[:] = s
    flag.set_auto_maskandscale(False)
    flag[:] = np.array([0, 1, -1, -56, 5], "i1")


for fmt, name in {"NETCDF3_CLASSIC": "cdf1", "NETCDF3_64BIT_OFFSET": "cdf2", "NETCDF3_64BIT_DATA": "cdf5", "NETCDF4": "hdf", "NETCDF4_CLASSIC": "hdf_classic"}.items():
    with netCDF4.Dataset(f"{name}.nc", "w", format=fmt) as d:
        fill(d, fmt)
        if fmt == "NETCDF4":
            s = d.createVariable("names", str, ("float",))
            s[:] = np.array(["Arabian Sea", "Golf von Bengalen", "北インド洋"], object)
            g = d.createGroup("model")
            g.createDimension("depth", 2)
            v = g.createVariable("depth", "f4", ("depth",))
            v.units, v.positive = "m", "down"
            v[:] = [0, 10]
            v = g.createVariable("u", "f4", ("depth", "lat"))
            v.units = "m s-1"
            v[:] = np.arange(8.0).reshape(2, 4)
            v.comment = "größer"

# One variable of small integers along the record axis lies without padding.
with netCDF4.Dataset("record.nc", "w", format="NETCDF3_CLASSIC") as d:
    d.createDimension("t", None)
    d.createDimension("x", 3)
    v = d.createVariable("v", "i2", ("t", "x"))
    v[:] = np.arange(12).reshape(4, 3)

# Times of many units and calendars, with what cftime says that they are.
units = ["days since 1950-01-01 00:00:00 UTC", "hours since 1-1-1 00:00:0.0", "seconds since 1970-01-01T00:00:00Z", "minutes since 2000-01-01 00:00:00 +02:00",
         "days since 2000-2-28", "milliseconds since 1999-12-31 23:59:59.5"]
with netCDF4.Dataset("times.nc", "w", format="NETCDF3_CLASSIC") as d:
    d.createDimension("time", 3)
    for k, unit in enumerate(units):
        values = [0.0, 1.5, 17_522_904.0 if "hours" in unit else 366.0]
        for calendar in ["standard", "proleptic_gregorian"]:
            v = d.createVariable(f"{calendar}{k}", "f8", ("time",))
            v.units, v.calendar = unit, calendar
            v[:] = values
            v.seconds = [(x - netCDF4.num2date(0, "seconds since 1970-01-01", calendar)).total_seconds() for x in netCDF4.num2date(values, unit, calendar)]
    v = d.createVariable("noleap", "f8", ("time",))
    v.units, v.calendar = "days since 2001-02-28", "noleap"
    v[:] = [0, 1, 365]
    v = d.createVariable("lunar", "f8", ("time",))
    v.units, v.calendar = "days since 2001-02-28", "islamic"
    v[:] = [0, 1, 365]
    v = d.createVariable("months", "f8", ("time",))
    v.units = "months since 2001-02-28"
    v[:] = [0, 1, 2]
