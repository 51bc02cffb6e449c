"""Fábricas da capacitação."""

from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from capacitacao.models import Modalidade, Multiplicador, Reuniao, Sessao, TipoDeReuniao
from capacitacao.models import TipoDeSessao as Tipo


class ReuniaoFactory(DjangoModelFactory):
    class Meta:
        model = Reuniao

    tipo = TipoDeReuniao.MULTIPLICADORES
    data = date(2026, 5, 4)
    modalidade = Modalidade.PRESENCIAL
    participantes = ("Lia Campos, Gestora SEI", "Marta Reis, Prodesp")
    ata = "Combinado."


class MultiplicadorFactory(DjangoModelFactory):
    class Meta:
        model = Multiplicador

    nome = factory.Sequence(lambda n: f"Multiplicador {n}")
    cargo = "Agente administrativo"
    unidade = "Saúde"
    email = factory.Sequence(lambda n: f"multiplicador{n}@exemplo.invalid")


class SessaoFactory(DjangoModelFactory):
    class Meta:
        model = Sessao

    tipo = Tipo.MULTIPLICADORES
    data = date(2026, 5, 11)
    hora = time(9)
    horas = 4
    modalidade = Modalidade.PRESENCIAL
    local = "Auditório"
    instrutor = "Marta Reis"
