"""Assinaturas de muitas cidades por planilha: prévia por linha, tudo ou nada, sem repetir."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from adesao import lotes
from adesao import planilha as planilha_de_assinaturas
from adesao.estados import Passo
from adesao.leitura_da_planilha import COLUNAS
from adesao.models import CadastroExterno, PlanilhaDeAssinaturas, Signatario
from seicidades.contas.models import Vinculo
from seicidades.municipios.models import Municipio
from tests.adesao.factories import (
    CadastroExternoFactory,
    InstrumentoFactory,
    RepresentanteFactory,
    SignatarioFactory,
)
from tests.documentos.amostras import envio
from tests.factories import UsuarioFactory, VinculoFactory

IBGE = "3500105"


@pytest.fixture(autouse=True)
def sem_trabalhador(monkeypatch):
    """Guarda as tarefas chamadas; o teste as faz quando quer."""
    chamadas = []
    monkeypatch.setattr(lotes, "chamar_tarefa", lambda nome, pk: chamadas.append(pk))
    return chamadas


@pytest.fixture
def ana(cidade):
    """Assina o termo de Adamantina, com cadastro liberado."""
    Municipio.objects.filter(pk=cidade.implantacao.orgao.municipio_id).update(codigo_ibge=IBGE)
    prefeita = RepresentanteFactory(implantacao=cidade.implantacao, nome="Ana Prado")
    CadastroExternoFactory(representante=prefeita, liberado=True)
    termo = InstrumentoFactory(implantacao=cidade.implantacao, documento_sei="6001234")
    return SignatarioFactory(instrumento=termo, nome="Ana Prado", representante=prefeita)


def linha(passo, dia, **campos):
    padrao = {"codigo_ibge": IBGE, "documento_sei": "6001234", "nome": "ana prado"}
    return padrao | {"passo": passo, "dia": dia} | campos


def em_csv(*linhas) -> bytes:
    textos = [";".join(COLUNAS)]
    textos += [";".join(dados.get(c, "") for c in COLUNAS) for dados in linhas]
    return "\n".join(textos).encode()


LIBEROU = linha("liberada", "09/03/2026", validade_dias_uteis="5")
ASSINOU = linha(
    "assinada",
    "11/03/2026",
    nivel="Avançada",
    codigo_verificador="0470089",
    crc="64adcb9d",
    conferido_em="12/03/2026",
)


def conferir(por, *linhas):
    planilha = lotes.enviar("assinaturas.csv", em_csv(*linhas), por)
    lotes.tratar(str(planilha.pk))
    return PlanilhaDeAssinaturas.objects.get(pk=planilha.pk)


def gravar(planilha):
    lotes.mandar_gravar(planilha)
    lotes.tratar(str(planilha.pk))
    planilha.refresh_from_db()
    return planilha


def problemas(planilha) -> list[tuple]:
    return [(p["linha"], p["coluna"]) for p in planilha.conferencia["problemas"]]


def test_conferir_mostra_o_que_muda_e_nao_grava(cidade, ana):
    planilha = conferir(cidade.gerente, LIBEROU, ASSINOU)
    assert planilha.conferencia["problemas"] == []
    assert (planilha.situacao, planilha.mudancas) == ("conferida", 2)
    assert [x["linha"] for x in planilha.conferencia["linhas"]] == [2, 3]
    assert not ana.movimentos.exists()
    assert cidade.implantacao.andamentos.filter(tipo="fato_registrado").count() == 0


def test_gravar_acrescenta_os_passos_e_conclui_o_item(cidade, ana):
    planilha = gravar(conferir(cidade.gerente, LIBEROU, ASSINOU))
    assert (planilha.situacao, planilha.conteudo_cifrado) == ("gravada", None)
    lida = Signatario.objects.get()
    assert (lida.assinado_em, lida.crc, lida.nivel) == (date(2026, 3, 11), "64ADCB9D", "avancada")
    assert [m.tipo for m in lida.movimentos.all()] == ["liberada", "assinada"]
    assert cidade.item("termo_assinado").em == date(2026, 3, 11)
    andamento = cidade.implantacao.andamentos.filter(tipo="fato_registrado").last()
    assert (andamento.origem, andamento.em_nome_de) == ("sei", "representante")


def test_o_mesmo_arquivo_outra_vez_nao_muda_nada(cidade, ana):
    gravar(conferir(cidade.gerente, LIBEROU, ASSINOU))
    antes = cidade.implantacao.andamentos.count()
    de_novo = conferir(cidade.gerente, LIBEROU, ASSINOU)
    assert (de_novo.situacao, de_novo.mudancas) == ("conferida", 0)
    gravar(de_novo)
    assert cidade.implantacao.andamentos.count() == antes
    assert ana.movimentos.count() == 2


def test_usuario_externo_tambem_vem_na_planilha(cidade, ana):
    CadastroExterno.objects.all().delete()
    pedido = linha("usuario_externo_pedido", "2026-03-02", documento_sei="", nome="")
    liberado = linha("usuario externo liberado", "2026-03-04", documento_sei="", nome="")
    planilha = conferir(cidade.gerente, pedido, liberado)
    passos = [x["passo"] for x in planilha.conferencia["linhas"]]
    assert passos == ["usuário externo pedido", "usuário externo liberado"]
    gravar(planilha)
    cadastro = CadastroExterno.objects.get()
    assert (cadastro.pedido_em, cadastro.liberado_em) == (date(2026, 3, 2), date(2026, 3, 4))
    assert cidade.item("usuario_externo_liberado").situacao == "pronto"


def test_um_problema_e_nada_se_grava(cidade, ana):
    planilha = conferir(cidade.gerente, LIBEROU, linha("assinada", "20/03/2026"))
    assert planilha.situacao == "recusada"
    assert problemas(planilha) == [(3, "dia")]
    assert "nenhuma liberação valia" in planilha.conferencia["problemas"][0]["motivo"]
    with pytest.raises(lotes.PlanilhaRecusada, match="com problemas"):
        lotes.mandar_gravar(planilha)
    assert not ana.movimentos.exists()


@pytest.mark.parametrize(
    ("mudanca", "coluna"),
    [
        ({"codigo_ibge": "3500106"}, "codigo_ibge"),
        ({"codigo_ibge": "3550308"}, "codigo_ibge"),
        ({"passo": "carimbada"}, "passo"),
        ({"passo": ""}, "passo"),
        ({"dia": "31/02/2026"}, "dia"),
        ({"dia": (timezone.localdate() + timedelta(days=2)).strftime("%d/%m/%Y")}, "dia"),
        ({"dia": "08/03/2026"}, "dia"),
        ({"documento_sei": "12"}, "documento_sei"),
        ({"documento_sei": "9999999"}, "documento_sei"),
        ({"nome": "Outra Pessoa"}, "nome"),
        ({"nome": ""}, "nome"),
        ({"nivel": "forte"}, "nivel"),
        ({"crc": "ZZZZZZZZ"}, "crc"),
        ({"codigo_verificador": "04-089"}, "codigo_verificador"),
        ({"conferido_em": "10/03/2026"}, "conferido_em"),
    ],
)
def test_cada_problema_diz_linha_coluna_e_saida(cidade, ana, mudanca, coluna):
    planilha = conferir(cidade.gerente, ASSINOU | mudanca)
    assert problemas(planilha) == [(2, coluna)]
    assert planilha.conferencia["problemas"][0]["saida"]


@pytest.mark.parametrize(
    "mudanca", [{"validade_dias_uteis": "muitos"}, {"validade_dias_uteis": "0"}]
)
def test_validade_que_nao_e_numero(cidade, ana, mudanca):
    planilha = conferir(cidade.gerente, LIBEROU | mudanca)
    assert problemas(planilha) == [(2, "validade_dias_uteis")]


def test_expira_antes_de_liberar(cidade, ana):
    antes = LIBEROU | {"validade_dias_uteis": "", "vale_ate": "08/03/2026"}
    assert problemas(conferir(cidade.gerente, antes)) == [(2, "vale_ate")]


def test_arquivo_que_nao_se_le(cidade, ana):
    planilha = lotes.enviar("x.csv", b"coluna;outra\r\n1;2\r\n", cidade.gerente)
    lotes.tratar(str(planilha.pk))
    planilha.refresh_from_db()
    assert planilha.situacao == "recusada"
    assert {coluna for _, coluna in problemas(planilha)} == {"codigo_ibge", "passo", "dia"}


def test_cidade_de_outra_carteira_recusa_a_linha(cidade, ana):
    planilha = conferir(UsuarioFactory(gerente=True), LIBEROU)
    assert planilha.situacao == "recusada"
    assert planilha.conferencia["problemas"][0]["linha"] == 2


def test_mudou_entre_conferir_e_gravar_e_nada_fica(cidade, ana):
    planilha = conferir(cidade.gerente, LIBEROU, ASSINOU)
    Vinculo.objects.filter(papel="gerente").delete()
    VinculoFactory(
        orgao=cidade.implantacao.orgao, usuario=UsuarioFactory(gerente=True), papel="gerente"
    )
    assert gravar(planilha).situacao == "recusada"
    assert not ana.movimentos.exists()


def test_varrer_chama_as_paradas_e_apaga_as_vencidas(cidade, ana, sem_trabalhador):
    parada = lotes.enviar("a.csv", em_csv(LIBEROU), cidade.gerente)
    vencida = conferir(cidade.gerente, LIBEROU)
    agora = timezone.now()
    todas = PlanilhaDeAssinaturas.objects
    todas.filter(pk=parada.pk).update(desde=agora - timedelta(hours=1))
    todas.filter(pk=vencida.pk).update(
        enviada_em=agora - timedelta(days=3), expira_em=agora - timedelta(days=1)
    )
    sem_trabalhador.clear()
    assert lotes.varrer() == 1
    assert sem_trabalhador == [str(parada.pk)]
    assert list(todas.values_list("pk", flat=True)) == [parada.pk]


# --- Páginas


def url(nome, *args):
    return reverse(f"assinaturas:{nome}", args=args)


def test_enviar_conferir_e_gravar_pelas_paginas(client, cidade, ana):
    client.force_login(cidade.gerente)
    assert client.get(url("enviar")).status_code == 200
    arquivo = envio("assinaturas.csv", em_csv(LIBEROU, ASSINOU))
    resposta = client.post(url("enviar"), {"arquivo": arquivo})
    planilha = PlanilhaDeAssinaturas.objects.get()
    assert resposta.url == url("planilha", planilha.pk)
    assert client.get(resposta.url)["Refresh"] == "2"
    lotes.tratar(str(planilha.pk))
    lida = client.get(resposta.url).content.decode()
    assert "Gravar 2 linhas" in lida
    assert "ana prado" not in lida
    assert client.post(url("gravar", planilha.pk)).status_code == 302
    lotes.tratar(str(planilha.pk))
    assert "2 linhas gravadas" in client.get(resposta.url).content.decode()
    assert Signatario.objects.get().assinado_em == date(2026, 3, 11)


def test_planilha_com_problema_mostra_onde_e_como_sair(client, cidade, ana):
    planilha = conferir(cidade.gerente, linha("assinada", "08/03/2026"))
    client.force_login(cidade.gerente)
    lida = client.get(url("planilha", planilha.pk)).content.decode()
    assert "Nada se grava" in lida
    assert "antes de o documento estar disponível" in lida
    assert client.post(url("gravar", planilha.pk), follow=True).status_code == 200


def test_so_quem_gere_a_carteira_e_cada_um_a_sua(client, cidade, ana):
    planilha = conferir(cidade.gerente, LIBEROU)
    for pessoa, codigo in (
        (cidade.gestor_sei, 403),
        (UsuarioFactory(observador=True), 403),
        (UsuarioFactory(gerente=True), 404),
        (UsuarioFactory(administrador=True), 200),
    ):
        client.force_login(pessoa)
        assert client.get(url("planilha", planilha.pk)).status_code == codigo


def test_o_modelo_se_le_como_planilha(client, cidade):
    client.force_login(cidade.gerente)
    conteudo = client.get(url("modelo")).content
    assert conteudo.decode("utf-8-sig").splitlines()[0] == ";".join(COLUNAS)
    planilha = lotes.enviar("modelo.csv", conteudo, cidade.gerente)
    lotes.tratar(str(planilha.pk))
    planilha.refresh_from_db()
    assert {p["codigo"] for p in planilha.conferencia["problemas"]} == {"cidade"}


def test_passo_que_ja_houve_nao_se_repete(cidade, ana):
    gravar(conferir(cidade.gerente, LIBEROU))
    visualizou = linha("visualizada", "10/03/2026")
    gravar(conferir(cidade.gerente, LIBEROU, visualizou))
    assert [m.tipo for m in ana.movimentos.all()] == [Passo.LIBERADA, Passo.VISUALIZADA]


def test_o_cadastro_de_outra_pessoa_vem_com_o_nome_dela(cidade, ana):
    SignatarioFactory(instrumento=ana.instrumento, nome="Bia Réis", cargo="Procuradora")
    pedido = linha("usuario_externo_pedido", "10/03/2026", documento_sei="", nome="bia reis")
    liberado = linha("usuario_externo_liberado", "12/03/2026", documento_sei="", nome="Bia Réis")
    planilha = conferir(cidade.gerente, pedido, liberado)
    assert [x["quem"] for x in planilha.conferencia["linhas"]] == ["Bia Réis", "Bia Réis"]
    gravar(planilha)
    cadastro = CadastroExterno.objects.get(pessoa__nome="Bia Réis")
    assert (cadastro.pedido_em, cadastro.liberado_em) == (date(2026, 3, 10), date(2026, 3, 12))
    assert conferir(cidade.gerente, pedido, liberado).mudancas == 0


def test_cadastro_de_quem_nao_assina_diz_a_coluna(cidade, ana):
    de_ninguem = linha("usuario_externo_pedido", "10/03/2026", nome="Outra Pessoa")
    assert problemas(conferir(cidade.gerente, de_ninguem)) == [(2, "nome")]


def test_conferir_nao_segura_uma_cidade_depois_da_sua_vez(cidade, ana, monkeypatch):
    """Cada cidade se confere na sua transação, que se desfaz ao passar à seguinte."""
    fundos = []
    aplicar = planilha_de_assinaturas._aplicar_cidade

    def medir(*args):
        fundos.append(len(connection.savepoint_ids))
        aplicar(*args)

    monkeypatch.setattr(planilha_de_assinaturas, "_aplicar_cidade", medir)
    antes = len(connection.savepoint_ids)
    planilha = conferir(cidade.gerente, LIBEROU, ASSINOU)
    assert fundos == [antes + 1]
    assert gravar(planilha).situacao == "gravada"
    assert fundos[1] == antes + 2
    assert [m.origem for m in ana.movimentos.all()] == ["planilha", "planilha"]


def test_o_defeito_na_conferencia_aparece_na_pagina(client, cidade, ana, monkeypatch):
    def falhar(*args, **kwargs):
        raise RuntimeError("defeito")

    monkeypatch.setattr(lotes, "percorrer", falhar)
    planilha = conferir(cidade.gerente, LIBEROU)
    client.force_login(cidade.gerente)
    assert "Ainda não deu certo" in client.get(url("planilha", planilha.pk)).content.decode()
