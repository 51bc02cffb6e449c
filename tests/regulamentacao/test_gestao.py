"""A página dos cinco atos: estado, responsável, data, saúde e minuta."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from regulamentacao import gestao, servicos_da_gestao
from regulamentacao.apuracao import apurar_gestao_documental
from regulamentacao.models import CombinadoDoAto, Finalidade
from seicidades.comum.papeis import Papel
from seicidades.documentos.models import DocumentoGerado, Situacao
from seicidades.documentos.servicos import tipo_de, versao_em_vigor
from seicidades.fluxo import servicos
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.saude import Saude
from seicidades.municipios.calendario import calendario_do_municipio
from tests.factories import UsuarioFactory, VinculoFactory
from tests.regulamentacao.factories import AtoFactory
from tests.regulamentacao.test_documentos_da_gestao import EM_ORDEM, publicar

HOJE = date(2026, 3, 2)


def combinado(**campos) -> dict:
    return {"responsavel": "gestor_documental", "nome": "", "data": ""} | campos


def amanha(dias=30) -> date:
    return timezone.localdate() + timedelta(days=dias)


def suspender(cidade):
    hoje = timezone.localdate()
    retomar = calendario_do_municipio(cidade.implantacao.orgao.municipio_id).somar(hoje, 30)
    dados = {"motivo": "A prefeitura pediu.", "retomar_em": retomar.isoformat()}
    comando = Comando(TipoDeComando.SUSPENDER, dados=dados)
    servicos.executar(cidade.implantacao, comando, cidade.gerente, chave="suspender")


# --- Acesso

PAGINAS = [("gestao_documental", ""), ("combinado", "lei"), ("combinado", "edital")]


@pytest.mark.parametrize(("nome", "ato"), [*PAGINAS, ("gerar_minuta", "lei")])
def test_de_outra_cidade_recebe_404(pedir, cidade, nome, ato):
    vizinha = VinculoFactory(papel=Papel.GESTOR_DOCUMENTAL).usuario

    for dados in (None, combinado()):
        if (nome, dados) != ("gerar_minuta", None):
            assert pedir(nome, vizinha, dados, ato).status_code == 404
    assert not CombinadoDoAto.objects.exists()
    assert not DocumentoGerado.objects.exists()


@pytest.mark.parametrize("quem", ["gestor_ti", "gestor_sei"])
def test_quem_nao_e_do_papel_do_item_nao_combina(pedir, cidade, quem):
    pessoa = getattr(cidade, quem)

    assert pedir("combinado", pessoa, ato="lei").status_code == 200
    assert pedir("combinado", pessoa, combinado(), "lei").status_code == 403
    assert not CombinadoDoAto.objects.exists()


def test_quem_so_observa_le_e_nada_muda(pedir, cidade):
    observador = UsuarioFactory(observador=True)

    pagina = pedir("gestao_documental", observador).content.decode()
    assert "Gerar a minuta" not in pagina
    assert "Combinar quem responde" not in pagina
    assert pedir("combinado", observador, combinado(), "lei").status_code == 403
    assert pedir("gerar_minuta", observador, {}, "lei").status_code == 403
    assert not DocumentoGerado.objects.exists()


def test_gestor_de_ti_nao_gera_minuta(pedir, cidade):
    assert pedir("gerar_minuta", cidade.gestor_ti, {}, "lei").status_code == 403


@pytest.mark.parametrize("nome", ["combinado", "gerar_minuta"])
def test_ato_que_nao_existe_responde_404(pedir, cidade, nome):
    assert pedir(nome, cidade.gestor_documental, combinado(), "estatuto").status_code == 404


def test_cidade_sem_a_trilha_no_roteiro_nao_tem_a_pagina(pedir, cidade):
    versao = cidade.implantacao.versao
    sem = [e for e in versao.dados["etapas"] if e["chave"] != gestao.TRILHA]
    versao.dados["etapas"], versao.digest = sem, "sem-a-trilha"
    versao.save()

    assert pedir("gestao_documental", cidade.gestor_documental).status_code == 404


# --- Em que pé está


def test_no_comeco_nenhum_comecou_e_so_a_lei_se_pode_gerar(linhas):
    montadas = linhas()

    assert [linha.situacao.rotulo for linha in montadas] == ["não começou"] * 5
    assert [bool(linha.faltas) for linha in montadas] == [False, True, True, True, True]


def test_cada_ato_diz_ate_onde_foi(linhas, cidade):
    implantacao = cidade.implantacao
    AtoFactory(implantacao=implantacao, lei_do_arquivo=True, publicado=True)
    AtoFactory(implantacao=implantacao, finalidade=Finalidade.SISTEMA_DE_ARQUIVOS)
    DocumentoGerado.objects.bulk_create([minuta(cidade, "portaria_da_comissao_de_avaliacao")])
    AtoFactory(implantacao=implantacao, plano_de_meio=True, publicado=True)

    assert [linha.situacao.rotulo for linha in linhas()] == [
        "publicado",
        "assinado",
        "minuta gerada",
        "assinado",
        "não começou",
    ]


def minuta(cidade, tipo, situacao=Situacao.PRONTO) -> DocumentoGerado:
    declarado = tipo_de(tipo)
    return DocumentoGerado(
        orgao=cidade.implantacao.orgao,
        tipo=tipo,
        titulo=declarado.titulo,
        ano=2026,
        numero=1,
        versao=1,
        versao_do_modelo=versao_em_vigor(declarado),
        codigo="K7QM2XTR9WHD",
        situacao=situacao,
        terminado_em=timezone.now() if situacao == Situacao.PRONTO else None,
        pedido_por=cidade.gestor_documental,
    )


def test_plano_e_tabela_publicados_completam_o_quarto(linhas, cidade):
    publicar(cidade.implantacao, *EM_ORDEM)

    montadas = linhas()

    assert [linha.situacao.rotulo for linha in montadas] == ["publicado"] * 4 + ["não começou"]
    assert montadas[3].detalhes[0].startswith("Plano de classificação: ")
    assert montadas[4].faltas == ()


def test_a_pagina_custa_o_mesmo_com_mais_atos_e_minutas(
    pedir, cidade, django_assert_max_num_queries
):
    pedir("gestao_documental", cidade.gestor_documental)
    publicar(cidade.implantacao, *EM_ORDEM)
    for ato in gestao.ATOS:
        CombinadoDoAto.objects.create(implantacao=cidade.implantacao, ato=ato.chave)

    with django_assert_max_num_queries(19):
        pedir("gestao_documental", cidade.gestor_documental)


def test_da_etapa_e_do_registro_se_chega_a_pagina(client, cidade):
    client.force_login(cidade.gestor_documental)
    pk = cidade.implantacao.pk
    alvo = reverse("regulamentacao:gestao_documental", args=[pk])

    for url in (
        reverse("fluxo:etapa", args=[pk, gestao.TRILHA]),
        reverse("regulamentacao:lei_do_arquivo", args=[pk]),
    ):
        assert f'href="{alvo}"' in client.get(url).content.decode()


# --- Quem responde e para quando


def test_sem_combinar_responde_o_gestor_documental(linhas, cidade):
    assert linhas()[0].responsavel == (
        f"Gestor Documental · {cidade.gestor_documental.nome_publico}"
    )


def test_combinar_deixa_quem_e_quando_na_historia(pedir, linhas, cidade):
    dia = amanha()
    pedir(
        "combinado",
        cidade.gestor_documental,
        combinado(responsavel="gestor_sei", data=dia.isoformat()),
        "lei",
    )

    linha = linhas()[0]
    assert linha.responsavel == f"Gestor SEI · {cidade.gestor_sei.nome_publico}"
    assert linha.combinado.data == dia
    andamento = cidade.implantacao.andamentos.filter(tipo="fato_registrado").get()
    assert (andamento.ator, andamento.item) == (cidade.gestor_documental, "lei_do_arquivo")
    assert andamento.dados["pedido"]["resumo"] == (
        f"Combinado de lei do arquivo público: responde Gestor SEI, para {dia:%d/%m/%Y}"
    )
    assert cidade.item("lei_do_arquivo").situacao == "aberto"


def test_o_nome_escrito_a_mao_aparece_na_pagina_e_nao_na_historia(pedir, linhas, cidade):
    dados = combinado(responsavel="outra", nome="Rute Amaral, chefe do arquivo")
    pedir("combinado", cidade.gestor_documental, dados, "comissao")

    assert linhas()[2].responsavel == "Rute Amaral, chefe do arquivo"
    andamento = cidade.implantacao.andamentos.latest("seq")
    assert "Rute" not in str(andamento.dados)
    assert "responde outra pessoa, sem data" in andamento.dados["pedido"]["resumo"]


@pytest.mark.parametrize(
    ("dados", "campos"),
    [
        ({"responsavel": "outra"}, {"nome"}),
        ({"nome": "Rute Amaral"}, {"responsavel"}),
        ({"responsavel": "outra", "nome": "Rute, CPF 111.444.777-35"}, {"nome"}),
        ({"responsavel": "gerente"}, {"responsavel"}),
        ({"data": "2020-01-02"}, {"data"}),
        ({"data": "31/02/2026"}, {"data"}),
    ],
)
def test_combinado_estranho_se_recusa_no_campo(pedir, cidade, dados, campos):
    resposta = pedir("combinado", cidade.gestor_documental, combinado(**dados), "lei")

    assert set(resposta.context["form"].errors) == campos
    assert not CombinadoDoAto.objects.exists()


def test_a_data_que_ja_passou_pode_ficar_ao_trocar_so_o_responsavel(cidade):
    lei = gestao.POR_CHAVE["lei"]
    servicos_da_gestao.combinar(cidade.implantacao, lei, {"data": HOJE}, hoje=HOJE)
    depois = HOJE + timedelta(days=9)

    novo = {"data": HOJE, "papel": "gestor_sei"}
    assert servicos_da_gestao.combinar(cidade.implantacao, lei, novo, hoje=depois).papel


def test_gerencia_combina_em_nome_da_cidade_e_diz_como_soube(pedir, cidade):
    assert (
        "comprovacao"
        in pedir("combinado", cidade.gerente, combinado(), "lei").context["nome_form"].errors
    )
    em_nome = {"nome-origem": "telefone", "nome-comprovacao": "A chefe do arquivo contou."}
    pedir("combinado", cidade.gerente, combinado() | em_nome, "lei")

    assert cidade.implantacao.andamentos.latest("seq").em_nome_de == "gestor_documental"


def test_suspensa_recusa_combinar_e_gerar_dizendo_a_quem_pedir(pedir, cidade):
    suspender(cidade)

    resposta = pedir("combinado", cidade.gestor_documental, combinado(), "lei")
    assert resposta.status_code == 409
    assert "suspensa" in resposta.content.decode()
    pedir("gerar_minuta", cidade.gestor_documental, {}, "lei")
    pagina = pedir("gestao_documental", cidade.gestor_documental).content.decode()

    assert "A implantação está suspensa" in pagina
    assert not CombinadoDoAto.objects.exists()
    assert not DocumentoGerado.objects.exists()


def test_ato_publicado_nao_tem_mais_o_que_combinar(pedir, cidade):
    publicada = {"tipo": "lei", "numero": "9", "ano": "2026", "assinado_em": "2026-03-16"} | {
        "ementa": "Cria o arquivo.",
        "veiculo": "Diário",
        "publicado_em": "2026-03-18",
        "link": "https://diario.exemplo.invalid/1",
    }
    pedir("lei_do_arquivo", cidade.gestor_documental, publicada)
    em = cidade.item("lei_do_arquivo").em

    resposta = pedir("combinado", cidade.gestor_documental, combinado(), "lei")

    assert "já está publicado" in resposta.content.decode()
    assert not pedir("combinado", cidade.gestor_documental, ato="lei").context["pode_salvar"]
    assert cidade.item("lei_do_arquivo").em == em


def test_ato_devolvido_se_corrige_antes_de_combinar(cidade):
    """Combinar não pode apagar o pedido de correção da Prodesp."""
    cidade.implantacao.itens.filter(chave="lei_do_arquivo").update(situacao="a_corrigir")

    with pytest.raises(ValidationError, match="pediu uma correção"):
        servicos_da_gestao.combinar(cidade.implantacao, gestao.POR_CHAVE["lei"], {})


# --- Saúde


def linha_de(cidade, hoje, chave="lei", **campos) -> gestao.LinhaDoAto:
    implantacao = Implantacao.objects.get(pk=cidade.implantacao.pk)
    so = CombinadoDoAto(implantacao=implantacao, ato=chave, **campos)
    padrao = gestao.Cidade(
        estado=implantacao.ler_estado(),
        calendario=calendario_do_municipio(implantacao.orgao.municipio_id),
        hoje=hoje,
        atos=servicos_da_gestao.atos_da_cidade(implantacao),
        combinados={chave: so},
        fatos=apurar_gestao_documental([implantacao.pk])[implantacao.pk],
        com_minuta=(),
        nomes={},
    )
    return next(linha for linha in padrao.linhas() if linha.ato.chave == chave)


@pytest.mark.parametrize(
    ("dias", "saude"),
    [(-1, Saude.ATRASADA), (0, Saude.PERTO), (30, Saude.EM_DIA), (None, None)],
)
def test_a_saude_do_ato_conta_a_data_combinada(cidade, dias, saude):
    data = None if dias is None else HOJE + timedelta(days=dias)

    assert linha_de(cidade, HOJE, chave="comissao", data=data).saude == saude


def test_o_prazo_do_programa_vence_mesmo_com_combinado_para_depois(cidade):
    prazo = cidade.item("lei_do_arquivo").prazo
    dia_seguinte = prazo + timedelta(days=1)

    linha = linha_de(cidade, dia_seguinte, data=dia_seguinte + timedelta(days=60))

    assert linha.saude == Saude.ATRASADA
    assert linha.saude_em_palavras == "atrasado"


def test_publicado_esta_concluido_e_suspensa_esta_parada(cidade):
    passado = HOJE - timedelta(days=400)
    AtoFactory(implantacao=cidade.implantacao, lei_do_arquivo=True, publicado=True)
    assert linha_de(cidade, HOJE, data=passado).saude == Saude.CONCLUIDA

    suspender(cidade)
    assert linha_de(cidade, HOJE, chave="comissao", data=passado).saude == Saude.PARADA


def test_a_cidade_mostra_a_saude_da_trilha_ao_lado_das_etapas(client, cidade):
    client.force_login(cidade.gestor_sei)
    url = reverse("fluxo:cidade", args=[cidade.implantacao.pk])
    assert client.get(url).context["saude_da_trilha"] == Saude.EM_DIA

    CombinadoDoAto.objects.create(
        implantacao=cidade.implantacao, ato="lei", data=timezone.localdate() - timedelta(days=1)
    )

    resposta = client.get(url)
    assert resposta.context["saude_da_trilha"] == Saude.ATRASADA
    assert "<span>atrasada</span>" in resposta.content.decode()


# --- Minutas


def test_gerar_a_minuta_poe_na_fila_e_volta_ao_ato(pedir, cidade):
    resposta = pedir("gerar_minuta", cidade.gestor_documental, {}, "lei")

    assert resposta.url.endswith("/gestao-documental/#lei")
    assert DocumentoGerado.objects.get().tipo == "lei_do_arquivo_publico"
    seguinte = pedir("gestao_documental", cidade.gestor_documental)
    assert seguinte["Refresh"] == "2"
    assert "sendo escrito" in seguinte.content.decode()


def test_fora_da_ordem_a_minuta_nao_sai_e_a_pagina_diz_o_que_falta(pedir, cidade):
    pedir("gerar_minuta", cidade.gestor_documental, {}, "sistema")

    pagina = pedir("gestao_documental", cidade.gestor_documental).content.decode()
    assert "A lei que cria o arquivo público ainda não consta como publicada." in pagina
    assert not DocumentoGerado.objects.exists()
