from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regulamentacao import urls
from regulamentacao.assuntos import ASSUNTOS
from regulamentacao.models import AnaliseDaMinuta, AtoNormativo, Finalidade, NiveisDeAssinatura
from regulamentacao.views import FatoView
from seicidades.fluxo.models import Andamento
from tests.factories import UsuarioFactory, VinculoFactory
from tests.regulamentacao.factories import (
    AnaliseFactory,
    AtoFactory,
    MinutaFactory,
    ParecerFactory,
    RespostaFactory,
    envio,
)

PAGINAS = [
    rota.name
    for rota in urls.urlpatterns
    if issubclass(getattr(rota.callback, "view_class", object), FatoView)
]
ATO = {
    "tipo": "decreto",
    "numero": "4.877",
    "ano": "2026",
    "assinado_em": "2026-03-16",
    "ementa": "Institui o processo eletrônico.",
}
PUBLICACAO = {
    "veiculo": "Diário Oficial do Município",
    "publicado_em": "2026-03-18",
    "link": "https://diario.exemplo.invalid/2114",
}


@pytest.fixture
def pagina(client, cidade):
    """Abre ou envia uma página, em nome de alguém."""

    def pedir(nome, por, dados=None, **consulta):
        client.force_login(por)
        url = reverse(f"regulamentacao:{nome}", args=[cidade.implantacao.pk], query=consulta)
        return client.get(url) if dados is None else client.post(url, dados)

    return pedir


def erros(resposta) -> set[str]:
    return set(resposta.context["form"].errors)


# Acesso


@pytest.mark.parametrize("nome", PAGINAS)
def test_estranho_recebe_404(pagina, nome):
    de_outra_cidade = VinculoFactory().usuario

    assert pagina(nome, de_outra_cidade).status_code == 404
    assert pagina(nome, de_outra_cidade, {}).status_code == 404


@pytest.mark.parametrize("nome", PAGINAS)
def test_quem_so_observa_le_e_nao_grava(pagina, nome):
    observador = UsuarioFactory(observador=True)

    lida = pagina(nome, observador)
    assert lida.status_code == 200
    assert not lida.context["pode_salvar"]
    assert pagina(nome, observador, {}).status_code == 403


@pytest.mark.parametrize("nome", PAGINAS)
def test_pessoa_da_cidade_abre_todas(pagina, cidade, nome):
    for pessoa in (cidade.gestor_sei, cidade.gestor_documental, cidade.gerente):
        assert pagina(nome, pessoa).status_code == 200


def test_quem_nao_tem_o_papel_do_item_nao_grava(pagina, cidade):
    resposta = pagina("ato", cidade.gestor_ti, ATO)

    assert resposta.status_code == 403
    assert not AtoNormativo.objects.exists()


# Minuta e análise


def test_minuta_vai_e_volta_ate_poder_seguir(pagina, cidade):
    pagina("minuta", cidade.gestor_sei, {"upload": envio(), "observacao": "Primeira versão."})
    assert cidade.item("minuta_preparada").situacao == "pronto"

    pagina(
        "analise",
        cidade.gerente,
        {"versao": "1", "resultado": "pede_ajustes", "observacoes": "Falta o art. 2º."},
    )
    assert cidade.item("minuta_preparada").situacao == "aberto"

    pagina("minuta", cidade.gestor_sei, {"upload": envio(), "observacao": ""})
    pagina("analise", cidade.gerente, {"versao": "2", "resultado": "sem_ajustes"})

    assert cidade.item("minuta_preparada").situacao == "pronto"
    assert cidade.item("minuta_analisada").situacao == "pronto"


def test_municipio_le_o_que_a_prodesp_pediu(pagina, cidade):
    AnaliseFactory(pede_ajustes=True, minuta__implantacao=cidade.implantacao)

    assert "Falta o artigo 2º." in pagina("minuta", cidade.gestor_sei).content.decode()


def test_analise_sem_minuta_mostra_que_ela_nao_chegou(pagina, cidade):
    texto = pagina("analise", cidade.gerente).content.decode()

    assert "A minuta ainda não chegou" in texto
    assert 'name="resultado"' not in texto


def test_analise_de_versao_velha_volta_ja_com_a_nova(pagina, cidade):
    MinutaFactory(implantacao=cidade.implantacao)
    MinutaFactory(implantacao=cidade.implantacao, versao=2)

    resposta = pagina("analise", cidade.gerente, {"versao": "1", "resultado": "sem_ajustes"})

    assert erros(resposta) == {"__all__"}
    assert resposta.context["form"]["versao"].value() == 2
    assert not AnaliseDaMinuta.objects.exists()


def test_arquivo_de_tipo_errado_e_recusado_no_campo(pagina, cidade):
    resposta = pagina("minuta", cidade.gestor_sei, {"upload": envio("minuta.exe")})

    assert erros(resposta) == {"upload"}


# Parecer


def test_parecer_se_corrige_sem_enviar_o_arquivo_de_novo(pagina, cidade):
    dados = {"numero": "12/2026", "emitido_em": "2026-03-02", "conclusao": "favoravel"}
    pagina("parecer", cidade.gestor_sei, dados | {"upload": envio("parecer.pdf")})
    assert cidade.item("parecer_do_ato").situacao == "pronto"

    resposta = pagina("parecer", cidade.gestor_sei, dados | {"numero": "13/2026"})

    assert resposta.status_code == 302
    aberta = pagina("parecer", cidade.gestor_sei)
    assert aberta.context["form"]["numero"].value() == "13/2026"
    assert "parecer.pdf" in aberta.content.decode()


def test_primeiro_parecer_exige_o_arquivo(pagina, cidade):
    resposta = pagina(
        "parecer", cidade.gestor_sei, {"emitido_em": "2026-03-02", "conclusao": "favoravel"}
    )

    assert erros(resposta) == {"upload"}


# Ato e publicação


def test_ato_anterior_a_adesao_dispensa_minuta_e_parecer(pagina, cidade):
    resposta = pagina("ato", cidade.gestor_sei, ATO | {"preexistente": "on"})

    assert resposta.url == reverse("fluxo:etapa", args=[cidade.implantacao.pk, "regulamentacao"])
    prontos = {i.chave for i in cidade.implantacao.itens.filter(situacao="pronto")}
    assert prontos == {
        "minuta_preparada",
        "minuta_analisada",
        "parecer_do_ato",
        "ato_assinado",
    }


def test_ato_fica_na_historia_sem_dado_pessoal(pagina, cidade):
    pagina("ato", cidade.gestor_sei, ATO)

    registrado = Andamento.objects.get(tipo="fato_registrado")
    assert "Decreto nº 4.877, de 16/03/2026" in str(registrado.dados)
    assert registrado.ocorreu_em == date(2026, 3, 16)


def test_corrigir_o_ato_conserva_o_que_ja_se_publicou(pagina, cidade):
    AtoFactory(implantacao=cidade.implantacao, publicado=True)

    aberta = pagina("ato", cidade.gestor_sei)
    assert aberta.context["form"]["numero"].value() == "4.877"
    pagina("ato", cidade.gestor_sei, ATO | {"numero": "5.000"})

    ato = AtoNormativo.objects.get()
    assert (ato.numero, ato.publicado_em) == ("5.000", date(2026, 3, 18))


def test_assinatura_depois_da_publicacao_ja_registrada_e_recusada(pagina, cidade):
    AtoFactory(implantacao=cidade.implantacao, publicado=True)

    resposta = pagina("ato", cidade.gestor_sei, ATO | {"assinado_em": "2026-03-19"})

    assert "vem antes da assinatura" in resposta.context["form"].non_field_errors()[0]


def test_data_futura_volta_ao_campo_com_o_que_foi_escrito(pagina, cidade):
    amanha = timezone.localdate() + timedelta(days=1)
    dados = ATO | {"assinado_em": amanha.isoformat(), "ano": str(amanha.year)}

    resposta = pagina("ato", cidade.gestor_sei, dados)

    assert erros(resposta) == {"assinado_em"}
    assert resposta.context["form"]["ementa"].value() == ATO["ementa"]


def test_publicacao_com_endereco_deixa_o_item_pronto(pagina, cidade):
    AtoFactory(implantacao=cidade.implantacao)

    pagina("publicacao", cidade.gestor_sei, PUBLICACAO)

    assert cidade.item("ato_publicado").situacao == "pronto"


def test_publicacao_com_a_pagina_em_arquivo_dispensa_o_endereco(pagina, cidade):
    AtoFactory(implantacao=cidade.implantacao)

    pagina(
        "publicacao",
        cidade.gestor_sei,
        PUBLICACAO | {"link": "", "upload_da_publicacao": envio("pagina.pdf")},
    )

    assert AtoNormativo.objects.get().arquivo_da_publicacao.nome == "pagina.pdf"


@pytest.mark.parametrize(
    ("mudanca", "campo"),
    [({"publicado_em": "2026-03-15"}, "publicado_em"), ({"link": ""}, "link")],
)
def test_publicacao_impossivel_e_recusada_no_campo(pagina, cidade, mudanca, campo):
    AtoFactory(implantacao=cidade.implantacao)

    resposta = pagina("publicacao", cidade.gestor_sei, PUBLICACAO | mudanca)

    assert erros(resposta) == {campo}
    assert AtoNormativo.objects.get().publicado_em is None


def test_publicacao_sem_ato_leva_a_pagina_do_ato(pagina, cidade):
    aberta = pagina("publicacao", cidade.gestor_sei)
    assert reverse("regulamentacao:ato", args=[cidade.implantacao.pk]) in aberta.content.decode()

    resposta = pagina("publicacao", cidade.gestor_sei, PUBLICACAO)
    assert "Registre o ato" in resposta.context["form"].non_field_errors()[0]


def test_gerente_registra_em_nome_do_municipio_dizendo_como_soube(pagina, cidade):
    sem_origem = pagina("ato", cidade.gerente, ATO)
    assert sem_origem.status_code == 200
    assert not AtoNormativo.objects.exists()

    pagina(
        "ato",
        cidade.gerente,
        ATO | {"nome-origem": "oficio", "nome-comprovacao": "Ofício 12/2026, de ontem."},
    )

    assert AtoNormativo.objects.get().numero == "4.877"
    assert Andamento.objects.get(tipo="fato_registrado").em_nome_de == "gestor_sei"


# Assuntos e níveis


def respostas(form, **mudancas) -> dict:
    """O que o navegador enviaria: os campos, o que se viu e as mudanças da pessoa."""
    dados = {}
    for campo in form:
        visto = campo.value() or ""
        dados[campo.html_initial_name] = visto
        if visto:
            dados[campo.html_name] = visto
    return dados | {nome.replace("__", "-"): valor for nome, valor in mudancas.items()}


def test_salvar_pela_metade_volta_ao_primeiro_sem_resposta(pagina, cidade):
    form = pagina("assuntos", cidade.gestor_sei).context["form"]
    dados = respostas(
        form,
        instituicao__resposta="consta",
        instituicao__artigo="art. 1º",
        instituicao__trecho="Fica instituído o SEI.",
    )

    resposta = pagina("assuntos", cidade.gestor_sei, dados)

    assert resposta.url == (
        reverse("regulamentacao:assuntos", args=[cidade.implantacao.pk]) + "#convenio"
    )
    assert cidade.item("assuntos_conferidos").situacao == "aberto"
    assert pagina("assuntos", cidade.gestor_sei).context["contagem"].respondidos == 1


def test_dezoito_respostas_fecham_o_item(pagina, cidade):
    form = pagina("assuntos", cidade.gestor_sei).context["form"]
    mudancas = {f"{a.chave}__resposta": "consta" for a in ASSUNTOS}
    mudancas |= {f"{a.chave}__artigo": "art. 1º" for a in ASSUNTOS}
    mudancas |= {f"{a.chave}__trecho": "O que o ato diz." for a in ASSUNTOS}

    resposta = pagina("assuntos", cidade.gestor_sei, respostas(form, **mudancas))

    assert resposta.url == reverse("fluxo:etapa", args=[cidade.implantacao.pk, "regulamentacao"])
    assert cidade.item("assuntos_conferidos").situacao == "pronto"


def test_quem_abriu_antes_nao_apaga_o_que_outra_pessoa_respondeu(pagina, cidade):
    aberta_antes = pagina("assuntos", cidade.gestor_sei).context["form"]
    RespostaFactory(implantacao=cidade.implantacao, assunto="vigencia", artigo="art. 20")

    pagina("assuntos", cidade.gestor_sei, respostas(aberta_antes, legado__resposta="nao_consta"))

    agora = cidade.implantacao.regulamentacao_respostas.values_list("assunto", "artigo")
    assert set(agora) == {("vigencia", "art. 20"), ("legado", "")}


def test_ausentes_aparecem_antes_de_enviar(pagina, cidade):
    RespostaFactory(
        implantacao=cidade.implantacao, assunto="legado", resposta="nao_consta", artigo=""
    )

    ausentes = pagina("assuntos", cidade.gestor_sei).context["ausentes"]

    assert [assunto.chave for assunto in ausentes] == ["legado"]


def test_quem_so_le_ve_as_respostas(pagina, cidade):
    RespostaFactory(implantacao=cidade.implantacao, artigo="art. 20", trecho="Entra em vigor.")

    texto = pagina("assuntos", UsuarioFactory(observador=True)).content.decode()

    assert "Entra em vigor." in texto
    assert texto.count("Sem resposta") == 17


def test_niveis_de_assinatura(pagina, cidade):
    dados = {
        "onde": "no_ato",
        "referencia": "art. 9º",
        "documentos_internos": "simples",
        "decisoes": "avancada",
        "atos_da_chefia": "qualificada",
        "usuarios_externos": "avancada",
    }

    assert erros(pagina("niveis", cidade.gestor_sei, dados | {"decisoes": ""})) == {"decisoes"}
    pagina("niveis", cidade.gestor_sei, dados)

    assert NiveisDeAssinatura.objects.get().decisoes == "avancada"
    assert cidade.item("niveis_de_assinatura").situacao == "pronto"


# Gestão documental


def test_lei_do_arquivo_com_publicacao_fica_pronta(pagina, cidade):
    pagina("lei_do_arquivo", cidade.gestor_documental, ATO | PUBLICACAO | {"tipo": "lei"})

    assert cidade.item("lei_do_arquivo").situacao == "pronto"


def test_lei_do_arquivo_nao_aceita_decreto(pagina, cidade):
    assert erros(pagina("lei_do_arquivo", cidade.gestor_documental, ATO)) == {"tipo"}


def test_ato_sem_publicacao_se_guarda_e_espera(pagina, cidade):
    pagina("sistema_de_arquivos", cidade.gestor_documental, ATO)

    assert AtoNormativo.objects.get().finalidade == Finalidade.SISTEMA_DE_ARQUIVOS
    assert cidade.item("sistema_de_arquivos").situacao == "aberto"


def test_comissao_guarda_a_quantidade_de_membros(pagina, cidade):
    dados = ATO | PUBLICACAO | {"tipo": "portaria"}
    assert erros(pagina("comissao_de_avaliacao", cidade.gestor_documental, dados)) == {"membros"}

    pagina("comissao_de_avaliacao", cidade.gestor_documental, dados | {"membros": "5"})

    assert AtoNormativo.objects.get().membros == 5
    assert cidade.item("comissao_de_avaliacao").situacao == "pronto"


APROVADO = ATO | PUBLICACAO | {"aprovado_pelo_arquivo_em": "2026-03-10"}


def test_plano_em_dois_atos(pagina, cidade):
    documental = cidade.gestor_documental
    pagina("plano_de_classificacao", documental, APROVADO | {"abrange_meio": "on"})
    aberta = pagina("plano_de_classificacao", documental)
    assert aberta.context["cabe_outro"]

    novo = pagina("plano_de_classificacao", documental, novo="1")
    assert novo.context["form"]["numero"].value() is None
    pagina("plano_de_classificacao", documental, APROVADO | {"abrange_fim": "on", "ato": ""})

    assert AtoNormativo.objects.count() == 2
    assert cidade.item("plano_de_classificacao").situacao == "pronto"


def test_plano_se_corrige_pelo_ato_escolhido(pagina, cidade):
    meio = AtoFactory(plano_de_meio=True, implantacao=cidade.implantacao)
    fim = AtoFactory(plano_de_fim=True, implantacao=cidade.implantacao, numero="9")

    aberta = pagina("plano_de_classificacao", cidade.gestor_documental, ato=fim.pk)
    assert aberta.context["form"]["numero"].value() == "9"
    pagina(
        "plano_de_classificacao",
        cidade.gestor_documental,
        APROVADO | {"abrange_fim": "on", "ato": fim.pk, "numero": "10"},
    )

    fim.refresh_from_db()
    meio.refresh_from_db()
    assert (fim.numero, meio.numero) == ("10", "4.877")


def test_ato_de_outra_cidade_nao_se_escolhe(pagina, cidade):
    alheio = AtoFactory(plano_de_meio=True)

    aberta = pagina("plano_de_classificacao", cidade.gestor_documental, ato=alheio.pk)

    assert aberta.status_code == 404


def test_plano_sem_atividades_e_recusado_no_campo(pagina, cidade):
    resposta = pagina("plano_de_classificacao", cidade.gestor_documental, APROVADO)

    assert erros(resposta) == {"abrange_meio"}


def test_quem_so_le_ve_o_ato_e_o_arquivo(pagina, cidade):
    ParecerFactory(implantacao=cidade.implantacao, numero="77/2026")

    texto = pagina("parecer", UsuarioFactory(observador=True)).content.decode()

    assert "77/2026" in texto
    assert "ato.pdf" in texto


def test_erro_na_analise_nao_a_passa_para_a_minuta_que_chegou_depois(pagina, cidade):
    for versao in (1, 2):
        MinutaFactory(implantacao=cidade.implantacao, versao=versao)

    resposta = pagina("analise", cidade.gerente, {"versao": "1", "resultado": ""})

    assert str(resposta.context["form"]["versao"].value()) == "1"
