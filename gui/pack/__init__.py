"""Make a program from a model: `convolens pack`, or File → Make a program from this model….

`contents` collects what the program shall carry into a folder, `assemble` turns that and a
program into the result, by hanging it on a released program (`attach`) or by building a new one
(`build`), and `proof` runs its self-test. What is carried is described and read by
`resources.packed`. Nothing here needs Qt.
"""
