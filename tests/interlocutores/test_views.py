from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interlocutores import urls
from interlocutores.models import AtoDeDesignacao, Designacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.models import Convite, Vinculo
from seicidades.fluxo.models import Andamento
from tests.documentos.amostras import envio
from tests.factories import UsuarioFactory, VinculoFactory
from tests.interlocutores.factories import AtoDeDesignacaoFactory, DesignacaoFactory

# A página de um suplente precisa de um suplente: tem testes próprios.
PAGINAS = [rota.name for rota in urls.urlpatterns if rota.name != "encerrar_suplente"]
SO_LEITURA = [n for n in PAGINAS if n.startswith(("quadro", "cartao", "agenda"))]
ANA = {
    "nome": "Ana Prado",
    "matricula": "1234",
    "cargo": "Agente administrativa",
    "unidade": "Secretaria de Administração",
    "email": "Ana@exemplo.invalid",
    "telefone": "(18) 3502-9000 ramal 12",
    "inicio": "2026-03-02",
}
BIA = ANA | {
    "nome": "Bia Reis",
    "email": "bia@exemplo.invalid",
    "inicio": "2026-05-04",
    "motivo": "Mudou de setor",
}
ATO = {
    "tipo": "portaria",
    "numero": "118/2026",
    "data": "2026-03-02",
    "veiculo": "Diário Oficial do Município",
    "publicado_em": "2026-03-03",
}
CONTATO = {"cargo": "Diretora", "unidade": "Gabinete", "telefone": "18 99602-9000"}


def erros(resposta) -> dict[str, str]:
    assert resposta.status_code == 200
    return {campo: " ".join(lista) for campo, lista in resposta.context["form"].errors.items()}


def texto(resposta) -> str:
    return resposta.content.decode()


def avisos(client, resposta) -> list[str]:
    return [str(m) for m in client.get(resposta.url).context["messages"]]


# --- Acesso


@pytest.mark.parametrize("nome", PAGINAS)
def test_estranho_recebe_404(pagina, nome):
    de_outra_cidade = VinculoFactory().usuario
    assert pagina(nome, de_outra_cidade).status_code == 404
    assert pagina(nome, de_outra_cidade, {}).status_code == 404


@pytest.mark.parametrize("nome", SO_LEITURA)
def test_pagina_de_ler_nao_aceita_envio(pagina, cidade, nome):
    assert pagina(nome, UsuarioFactory(observador=True)).status_code == 200
    assert pagina(nome, cidade.gerente, {}).status_code == 405


@pytest.mark.parametrize("nome", [n for n in PAGINAS if n not in SO_LEITURA])
def test_quem_so_observa_le_e_nao_grava(pagina, cidade, nome):
    preencher(cidade.implantacao)
    observador = UsuarioFactory(observador=True)
    lida = pagina(nome, observador)
    assert lida.status_code == 200
    assert not lida.context["pode_salvar"]
    assert pagina(nome, observador, {}).status_code == 403


@pytest.mark.parametrize("nome", PAGINAS)
def test_todas_abrem_com_e_sem_dados(pagina, cidade, nome):
    vazia = pagina(nome, cidade.gerente)
    assert vazia.status_code == (302 if nome.startswith(("substituir", "encerrar")) else 200)
    preencher(cidade.implantacao)
    pessoas = (cidade.gerente, cidade.gestor_ti)
    assert [pagina(nome, pessoa).status_code for pessoa in pessoas] == [200, 200]


def preencher(implantacao):
    ato = AtoDeDesignacaoFactory(implantacao=implantacao)
    for papel in INTERLOCUTORES:
        DesignacaoFactory(implantacao=implantacao, papel=papel, encerrada=True)
        DesignacaoFactory(
            implantacao=implantacao, papel=papel, ato=ato, inicio=date(2026, 5, 1), confirmada=True
        )
        DesignacaoFactory(implantacao=implantacao, papel=papel, suplente=True)


def test_so_o_representante_ou_a_gerencia_designa_o_gestor_sei(pagina, cidade, em_nome_de):
    assert pagina("gestor_sei", cidade.gestor_sei, ANA).status_code == 403
    assert not Designacao.objects.exists()
    assert pagina("gestor_sei", cidade.gerente, ANA | em_nome_de).status_code == 302
    assert Andamento.objects.get(tipo="fato_registrado").em_nome_de == "representante"


# --- Designar


def test_designar_satisfaz_o_item_e_convida(pagina, cidade, client):
    resposta = pagina("gestor_ti", cidade.gestor_sei, ANA)
    assert resposta.status_code == 302
    designacao = Designacao.objects.get()
    assert (designacao.email, designacao.telefone) == ("ana@exemplo.invalid", "1835029000 ramal 12")
    item = cidade.item("gestor_ti_designado")
    assert (item.situacao, item.em) == ("pronto", date(2026, 3, 2))
    assert Convite.objects.get().papel == Papel.GESTOR_TI
    assert avisos(client, resposta) == ["Designação salva. Ana Prado recebe um convite por e-mail."]


def test_designar_avisa_de_email_pessoal_e_de_acumulo(pagina, cidade, client):
    ana = ANA | {"email": "ana@gmail.com"}
    email, papel = "ana@gmail.com", Papel.GESTOR_TI
    DesignacaoFactory(implantacao=cidade.implantacao, email=email, papel=papel)
    lidos = avisos(client, pagina("gestor_documental", cidade.gestor_sei, ana))
    assert "parece pessoal" in lidos[1]
    assert "também é Gestor de TI" in lidos[2]


def test_designar_mostra_o_erro_no_campo_e_guarda_o_que_foi_escrito(pagina, cidade):
    amanha = str(timezone.localdate() + timedelta(days=1))
    resposta = pagina("gestor_ti", cidade.gestor_sei, ANA | {"inicio": amanha})
    assert "ainda não chegou" in erros(resposta)["inicio"]
    assert "Secretaria de Administração" in texto(resposta)
    assert not Convite.objects.exists()


def test_designar_quem_esta_na_casa_traz_os_dados_prontos(pagina, cidade):
    titular = DesignacaoFactory(implantacao=cidade.implantacao, nome="Ana Prado")
    vaga = pagina("gestor_ti", cidade.gestor_sei)
    assert f"?pessoa={titular.pk}" in texto(vaga)
    form = pagina("gestor_ti", cidade.gestor_sei, pessoa=titular.pk).context["form"]
    assert form["nome"].value() == "Ana Prado"
    assert form["inicio"].value() is None


def test_pessoa_de_outra_cidade_nao_vem_pela_consulta(pagina, cidade, nova_implantacao):
    alheia = DesignacaoFactory(implantacao=nova_implantacao())
    form = pagina("gestor_documental", cidade.gestor_sei, pessoa=alheia.pk).context["form"]
    assert form["nome"].value() is None


def test_com_gente_no_papel_a_pagina_corrige(pagina, cidade):
    atual = DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI)
    form = pagina("gestor_ti", cidade.gestor_sei).context["form"]
    assert form["email"].value() == atual.email
    dados = ANA | {"email": atual.email, "cargo": "Diretora"}
    assert pagina("gestor_ti", cidade.gestor_sei, dados).status_code == 302
    assert [d.cargo for d in Designacao.objects.all()] == ["Diretora"]


def test_a_pagina_conta_se_o_convite_espera_ou_se_falta_acesso(pagina, cidade):
    pagina("gestor_ti", cidade.gestor_sei, ANA)
    assert "ainda não aceitou o convite" in texto(pagina("gestor_ti", cidade.gestor_sei))
    Convite.objects.all().delete()
    assert "está sem acesso" in texto(pagina("gestor_ti", cidade.gestor_sei))


def test_o_registro_nao_guarda_dado_pessoal(pagina, cidade):
    pagina("gestor_documental", cidade.gestor_sei, ANA)
    dados = str(list(Andamento.objects.values_list("dados", flat=True)))
    assert "Ana" not in dados
    assert "exemplo.invalid" not in dados


# --- Substituir e encerrar


def test_substituir_passa_o_papel_e_o_acesso(pagina, cidade):
    sai = DesignacaoFactory(
        implantacao=cidade.implantacao, papel=Papel.GESTOR_TI, email=cidade.gestor_ti.email
    )
    bia = UsuarioFactory(email="bia@exemplo.invalid")
    assert pagina("substituir_gestor_ti", cidade.gestor_sei, BIA).status_code == 302
    sai.refresh_from_db()
    assert (sai.fim, sai.motivo_do_fim) == (date(2026, 5, 3), "Mudou de setor")
    ativos = Vinculo.objects.ativos(timezone.localdate()).filter(papel=Papel.GESTOR_TI)
    assert [v.usuario for v in ativos] == [bia]
    assert pagina("gestor_ti", cidade.gestor_ti).status_code == 404
    pagina_de_bia = pagina("gestor_ti", bia)
    assert sai.nome in texto(pagina_de_bia)


def test_substituir_papel_vago_leva_a_designar(pagina, cidade):
    resposta = pagina("substituir_gestor_ti", cidade.gestor_sei)
    assert resposta.url == reverse("interlocutores:gestor_ti", args=[cidade.implantacao.pk])
    enviada = pagina("substituir_gestor_ti", cidade.gestor_sei, BIA)
    assert "Não há quem substituir" in erros(enviada)["__all__"]


def test_encerrar_deixa_vago_e_reabre_o_item(pagina, cidade):
    pagina("gestor_ti", cidade.gestor_sei, ANA)
    ontem = timezone.localdate() - timedelta(days=1)
    dados = {"fim": str(ontem), "motivo": "Exonerada"}
    assert pagina("encerrar_gestor_ti", cidade.gestor_sei, dados).status_code == 302
    assert cidade.item("gestor_ti_designado").situacao == "aberto"
    de_novo = pagina("encerrar_gestor_ti", cidade.gestor_sei, dados)
    assert "já está vago" in erros(de_novo)["__all__"]


# --- Suplentes


def test_um_suplente_para_varios_papeis_e_depois_os_que_faltam(pagina, cidade):
    quatro = [papel.value for papel in INTERLOCUTORES]
    primeira = pagina("suplentes", cidade.gestor_sei, ANA | {"papeis": quatro[:3]})
    assert primeira.url == reverse("interlocutores:suplentes", args=[cidade.implantacao.pk])
    assert cidade.item("substitutos_informados").situacao == "aberto"
    bia = BIA | {"papeis": quatro[3:]}
    segunda = pagina("suplentes", cidade.gestor_sei, bia)
    assert segunda.url != primeira.url
    assert cidade.item("substitutos_informados").situacao == "pronto"
    assert "Os quatro papéis têm suplente" in texto(pagina("suplentes", cidade.gestor_sei))


def test_suplente_igual_ao_titular_e_recusado(pagina, cidade):
    DesignacaoFactory(implantacao=cidade.implantacao, email="ana@exemplo.invalid")
    resposta = pagina("suplentes", cidade.gestor_sei, ANA | {"papeis": ["gestor_sei"]})
    assert "como titular deste papel" in erros(resposta)["email"]
    assert "ao menos um papel" in erros(pagina("suplentes", cidade.gestor_sei, ANA))["papeis"]


def test_encerrar_suplencia_so_da_propria_cidade(pagina, cidade, nova_implantacao):
    suplente = DesignacaoFactory(implantacao=cidade.implantacao, suplente=True)
    alheio = DesignacaoFactory(implantacao=nova_implantacao(), suplente=True)
    titular = DesignacaoFactory(implantacao=cidade.implantacao)
    dados = {"fim": "2026-05-29", "motivo": "Férias"}

    def encerrar(por, quem):
        return pagina("encerrar_suplente", por, dados, args=[quem.pk]).status_code

    assert encerrar(cidade.gestor_sei, alheio) == 404
    assert encerrar(cidade.gestor_sei, titular) == 404
    assert encerrar(VinculoFactory().usuario, suplente) == 404
    assert encerrar(UsuarioFactory(observador=True), suplente) == 403
    assert pagina("encerrar_suplente", cidade.gestor_sei, args=[suplente.pk]).status_code == 200
    assert encerrar(cidade.gestor_sei, suplente) == 302
    suplente.refresh_from_db()
    assert suplente.fim == date(2026, 5, 29)


# --- Contatos


def test_cada_um_confirma_o_seu_contato(pagina, cidade):
    designacao = DesignacaoFactory(
        implantacao=cidade.implantacao, papel=Papel.GESTOR_TI, email=cidade.gestor_ti.email
    )
    assert pagina("contato_gestor_ti", cidade.gestor_sei, CONTATO).status_code == 403
    assert pagina("contato_gestor_ti", cidade.gestor_ti, CONTATO).status_code == 302
    designacao.refresh_from_db()
    assert designacao.contato_confirmado_em == timezone.localdate()
    assert cidade.item("contato_gestor_ti_confirmado").situacao == "pronto"


def test_quem_tem_varios_papeis_confirma_de_uma_vez(pagina, cidade):
    email = cidade.gestor_sei.email
    for papel in (Papel.GESTOR_SEI, Papel.GESTOR_DOCUMENTAL):
        DesignacaoFactory(implantacao=cidade.implantacao, papel=papel, email=email)
    form = pagina("contato_gestor_sei", cidade.gestor_sei).context["form"]
    assert form["tambem"].label == "Confirmar também para os outros papéis: Gestor Documental"
    pagina("contato_gestor_sei", cidade.gestor_sei, CONTATO | {"tambem": "on"})
    assert cidade.item("contato_gestor_sei_confirmado").situacao == "pronto"
    assert cidade.item("contato_gestor_documental_confirmado").situacao == "pronto"


def test_suplente_nao_confirma_os_outros_papeis_do_titular(pagina, cidade):
    titular = DesignacaoFactory(implantacao=cidade.implantacao)
    DesignacaoFactory(
        implantacao=cidade.implantacao, papel=Papel.GESTOR_DOCUMENTAL, email=titular.email
    )
    assert "tambem" not in pagina("contato_gestor_sei", cidade.gestor_sei).context["form"].fields


def test_contato_de_papel_vago_explica(pagina, cidade):
    assert "Este papel está vago" in texto(pagina("contato_gestor_ti", cidade.gestor_ti))
    enviada = pagina("contato_gestor_ti", cidade.gestor_ti, CONTATO)
    assert "Designe antes a pessoa" in erros(enviada)["__all__"]


# --- Ato


def test_ato_com_copia_cobre_quem_esta_em_exercicio(pagina, cidade):
    for papel in INTERLOCUTORES:
        DesignacaoFactory(implantacao=cidade.implantacao, papel=papel)
    form = pagina("ato", cidade.gestor_sei).context["form"]
    todas = form["designacoes"].value()
    assert len(todas) == 4
    assert (
        "anexe a cópia"
        in erros(pagina("ato", cidade.gestor_sei, ATO | {"designacoes": todas}))["link"]
    )
    dados = ATO | {"designacoes": todas, "arquivo": envio()}
    assert pagina("ato", cidade.gestor_sei, dados).status_code == 302
    assert AtoDeDesignacao.objects.get().arquivo.nome == "termo.pdf"
    item = cidade.item("ato_de_designacao_publicado")
    assert (item.situacao, item.em) == ("pronto", date(2026, 3, 3))


def test_ato_se_corrige_e_quem_entra_depois_pede_outro(pagina, cidade):
    sei = DesignacaoFactory(implantacao=cidade.implantacao)
    ato = AtoDeDesignacaoFactory(implantacao=cidade.implantacao, numero="1/2026")
    Designacao.objects.filter(pk=sei.pk).update(ato=ato)
    dados = ATO | {"designacoes": [sei.pk], "link": "https://exemplo.invalid/1"}
    pagina("ato", cidade.gestor_sei, dados)
    assert [a.numero for a in AtoDeDesignacao.objects.all()] == ["118/2026"]
    ti = DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI)
    novo = pagina("ato", cidade.gestor_sei).context["form"]
    assert (novo["numero"].value(), novo["designacoes"].value()) == (None, [ti.pk])
    velho = pagina("ato", cidade.gestor_sei, ato=ato.pk).context["form"]
    assert (velho["numero"].value(), velho["designacoes"].value()) == ("118/2026", [sei.pk])


def test_ato_nao_designa_gente_de_outra_cidade(pagina, cidade, nova_implantacao):
    alheia = DesignacaoFactory(implantacao=nova_implantacao())
    DesignacaoFactory(implantacao=cidade.implantacao)
    dados = ATO | {"designacoes": [alheia.pk], "link": "https://exemplo.invalid/1"}
    assert "designacoes" in erros(pagina("ato", cidade.gestor_sei, dados))
    alheia.refresh_from_db()
    assert alheia.ato is None
