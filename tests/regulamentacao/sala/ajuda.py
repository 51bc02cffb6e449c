"""Passos que os testes da sala repetem."""

from django.test import Client
from django.urls import reverse

from regulamentacao.sala import servicos
from regulamentacao.sala.perguntas import TELAS
from seicidades.fluxo.servicos import alterar_fatos

ITEM = "minuta_preparada"


def envio_da_tela(pagina) -> dict:
    """O que o navegador mandaria sem a pessoa mexer em nada."""
    form = pagina.context["form"]
    dados = {campo.name: campo.value() for campo in form}
    dados["chave"] = pagina.context["envio_form"]["chave"].value()
    dados["seq"] = pagina.context["envio_form"]["seq"].value()
    valores = {n: "\n".join(v) if n == "revoga" else v for n, v in dados.items()}
    return {nome: valor for nome, valor in valores.items() if valor is not None}


def responder_tudo(cidade, **mudadas) -> None:
    """Todas as telas com as sugestões, salvo as respostas de `mudadas` (tela → respostas)."""
    with alterar_fatos(cidade.implantacao, cidade.gestor_sei, ITEM):
        for tela in TELAS:
            dados = {p.chave: p.padrao for p in tela.perguntas} | mudadas.get(tela.chave, {})
            servicos.salvar_tela(cidade.implantacao, tela, dados, versao=0, por=cidade.gestor_sei)


def entregar(cidade):
    if not servicos.mesa_de(cidade.implantacao).completa:
        responder_tudo(cidade)
    cliente = Client()
    cliente.force_login(cidade.gestor_sei)
    cliente.post(reverse("regulamentacao:sala", args=[cidade.implantacao.pk]), {"observacao": ""})
    return servicos.ultima_redacao(cidade.implantacao)
