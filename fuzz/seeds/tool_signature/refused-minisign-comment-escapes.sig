untrusted comment: x
RUQxMjM0NTY3OMKyHbu3L/6Pf2yH12wEfryMfbFq7erjKgkwRNIkorqx/XSRe8YpVP0sqh+zxX+OK5kwkLFQ9dsAgKhtiyoc/QM=
trusted comment: [1m
qIPL+RfZFUgZISCgY+o3bboDSxF/s77tSKM9wQIlnIEthrz/T00NKJjVmZn+76WwbaHA1yguioP8xfPUt9rdAw==
