#!/usr/bin/env python
"""Ponto de entrada dos comandos de administração do Django."""

import os
import sys

from django.core.management import execute_from_command_line


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seicidades.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
