"""O mesmo documento registrado em duas cidades no mesmo instante: só o banco vê as duas."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adesao.models import Instrumento, Signatario
from seicidades.comum.papeis import Papel
from seicidades.comum.restricoes import recusa_do_banco
from seicidades.fluxo.servicos import iniciar
from tests.adesao.factories import (
    InstrumentoFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory

ESPERA = 20


@pytest.mark.django_db(transaction=True)
def test_o_mesmo_numero_em_duas_cidades_no_mesmo_instante_e_dito_no_campo(roteiro, monkeypatch):
    gerente, tipo = UsuarioFactory(gerente=True), TipoDeInstrumentoFactory()
    implantacoes = [_iniciada(gerente, n) for n in "ab"]
    dados = {
        "tipo": tipo.pk,
        "numero": "12/2026",
        "processo_sei": "018.00012345/2024-39",
        "disponibilizado_em": "2026-03-09",
        "signatario_1_nome": "Ana Prado",
        "signatario_1_cargo": "Prefeita",
        "signatario_1_parte": "municipio",
    }
    largada, salvar = Barrier(2, timeout=ESPERA), Instrumento.save

    def salvar_juntos(instrumento, *args, **opcoes):
        largada.wait()  # as duas já conferiram, e nenhuma viu a outra
        return salvar(instrumento, *args, **opcoes)

    monkeypatch.setattr(Instrumento, "save", salvar_juntos)

    def enviar(implantacao, documento):
        cliente = Client()
        cliente.force_login(gerente)
        url = reverse("adesao:termo", args=[implantacao.pk])
        try:
            return cliente.post(url, dados | {"documento_sei": documento})
        finally:
            connection.close()

    with ThreadPoolExecutor() as linhas:
        futuros = [
            linhas.submit(enviar, *par)
            for par in zip(implantacoes, ("6001234", "6005678"), strict=True)
        ]
        respostas = [futuro.result(ESPERA) for futuro in futuros]

    recusada, salva = sorted(respostas, key=lambda r: r.status_code)
    assert (recusada.status_code, salva.status_code) == (200, 302)
    form = recusada.context["form"]
    assert list(form.errors) == ["numero"]
    assert "já está em outro instrumento" in form.errors["numero"][0]
    assert form["signatario_1_nome"].value() == "Ana Prado"
    assert Instrumento.objects.count() == 1


def _iniciada(gerente, chave):
    orgao = OrgaoFactory()
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=timezone.localdate())
    return iniciar(orgao, gerente, chave=chave)[0]


# --- A frase da restrição


def recusada(gravar):
    with pytest.raises(IntegrityError) as erro, transaction.atomic():
        gravar()
    return recusa_do_banco(erro.value)


def test_unicidade_se_diz_no_ultimo_campo_comparado(nova_implantacao):
    InstrumentoFactory(implantacao=nova_implantacao(), documento_sei="6001234")
    outro = InstrumentoFactory(implantacao=nova_implantacao(), documento_sei="6005678")
    mesmos = Instrumento.objects.filter(pk=outro.pk)
    recusa = recusada(lambda: mesmos.update(documento_sei="6001234"))
    assert list(recusa.message_dict) == ["documento_sei"]
    assert "já está em outro instrumento" in recusa.messages[0]


def test_unicidade_de_expressao_se_diz_no_alto(implantacao):
    instrumento = InstrumentoFactory(implantacao=implantacao)
    SignatarioFactory(instrumento=instrumento, nome="Ana", ordem=1)
    bia = SignatarioFactory(instrumento=instrumento, nome="Bia", ordem=2)
    recusa = recusada(lambda: Signatario.objects.filter(pk=bia.pk).update(nome="ANA"))
    assert recusa.messages == ["Este signatário já está na lista."]


def test_o_que_nao_tem_frase_continua_sendo_defeito(implantacao):
    mesmos = Instrumento.objects.filter(pk=InstrumentoFactory(implantacao=implantacao).pk)
    assert recusada(lambda: mesmos.update(numero=None)) is None
    assert recusa_do_banco(IntegrityError("sem diagnóstico")) is None
