import pytest
from django.urls import reverse

from seicidades.comum.papeis import Papel
from seicidades.correio.models import Mensagem
from seicidades.fluxo import avisos, servicos
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from tests.factories import OrgaoFactory, UsuarioFactory


def entrar(client, usuario):
    client.force_login(usuario)
    return client


def envio(implantacao, chave="k", **dados) -> dict:
    return {"chave": chave, "seq": implantacao.seq, **dados}


def test_a_pagina_da_cidade_mostra_uma_unica_proxima_acao(client, iniciada):
    pagina = entrar(client, iniciada.gestor_sei).get(
        reverse("fluxo:cidade", args=[iniciada.implantacao.pk])
    )

    assert pagina.status_code == 200
    assert pagina.context["proxima"].titulo == "Fazer oficio"
    assert pagina.content.decode().count("proxima-acao__botao") == 1


@pytest.mark.parametrize("nome", ["fluxo:cidade", "fluxo:historia", "fluxo:ajuda"])
def test_estranho_recebe_404(client, iniciada, nome):
    pagina = entrar(client, UsuarioFactory()).get(reverse(nome, args=[iniciada.implantacao.pk]))

    assert pagina.status_code == 404


def test_concluir_item_pela_pagina(client, iniciada):
    url = reverse("fluxo:item", args=[iniciada.implantacao.pk, "oficio"])

    resposta = entrar(client, iniciada.gestor_sei).post(
        url, envio(iniciada.implantacao, texto="Ofício entregue.")
    )

    assert resposta.status_code == 302
    assert iniciada.implantacao.ler_estado().item("oficio").situacao == "pronto"


def test_observador_le_o_item_e_nao_o_conclui(client, iniciada):
    url = reverse("fluxo:item", args=[iniciada.implantacao.pk, "oficio"])
    entrar(client, iniciada.observador)

    assert client.get(url).status_code == 200
    assert client.post(url, envio(iniciada.implantacao, texto="x")).status_code == 403


def test_item_de_outro_papel_e_recusado_com_a_razao_e_o_texto_fica(client, iniciada):
    url = reverse("fluxo:item", args=[iniciada.implantacao.pk, "oficio"])

    resposta = entrar(client, iniciada.gestor_ti).post(
        url, envio(iniciada.implantacao, texto="O que digitei.")
    )

    assert resposta.status_code == 403
    assert "Quem pode fazer isto: Gestor SEI." in resposta.content.decode()


def test_gerente_registra_em_nome_com_canal_e_comprovacao(client, iniciada):
    url = reverse("fluxo:item", args=[iniciada.implantacao.pk, "oficio"])
    dados = {
        "texto": "Ofício entregue.",
        "nome-origem": "telefone",
        "nome-comprovacao": "A chefe de gabinete contou por telefone.",
    }

    resposta = entrar(client, iniciada.gerente).post(url, envio(iniciada.implantacao, **dados))

    assert resposta.status_code == 302
    ultimo = iniciada.implantacao.andamentos.get(tipo="item_concluido")
    assert (ultimo.em_nome_de, ultimo.origem) == ("gestor_sei", "telefone")


def test_a_etapa_lista_cada_razao_com_o_link_de_onde_se_resolve(client, iniciada):
    implantacao = iniciada.implantacao
    pagina = entrar(client, iniciada.gestor_sei).get(
        reverse("fluxo:etapa", args=[implantacao.pk, "comeco"])
    )

    urls = [r["url"] for r in pagina.context["envio"]["recusas"]]
    assert urls == [
        reverse("fluxo:item", args=[implantacao.pk, i])
        for i in ("oficio", "cadastro", "conferencia", "extrato")
    ]


def test_enviar_pela_pagina_de_confirmacao(client, pronta):
    url = reverse("fluxo:comando", args=[pronta.implantacao.pk, "enviar_etapa"])
    entrar(client, pronta.gestor_sei)

    assert "Enviar Começo para análise" in client.get(f"{url}?etapa=comeco").content.decode()
    resposta = client.post(f"{url}?etapa=comeco", envio(pronta.implantacao))

    assert resposta.status_code == 302
    assert pronta.implantacao.ler_estado().etapa("comeco").situacao == "em_analise"


def test_devolver_sem_motivo_volta_com_erro_no_campo(client, enviada):
    url = reverse("fluxo:analise", args=[enviada.implantacao.pk, "comeco"])

    resposta = entrar(client, enviada.gerente).post(
        url, envio(enviada.implantacao, decisao="devolver", **{"oficio-devolver": "sim"})
    )

    assert resposta.status_code == 400
    assert "Escolha o motivo da devolução." in resposta.content.decode()


def test_devolver_com_motivo_avisa_quem_corrige(client, enviada):
    url = reverse("fluxo:analise", args=[enviada.implantacao.pk, "comeco"])
    dados = {
        "oficio-devolver": "sim",
        "oficio-codigo": "falta_assinatura",
        "oficio-texto": "Falta a assinatura da prefeita.",
    }

    resposta = entrar(client, enviada.gerente).post(
        url, envio(enviada.implantacao, decisao="devolver", **dados)
    )
    avisos.avisar_pendentes()

    assert resposta.status_code == 302
    aviso = Mensagem.objects.get(para=enviada.gestor_sei.email)
    assert "Falta a assinatura da prefeita." in aviso.texto
    assert not aviso.transacional


def test_avisar_duas_vezes_nao_dobra(enviada):
    assert avisos.avisar_pendentes() == 1
    assert avisos.avisar_pendentes() == 0
    assert Mensagem.objects.filter(para=enviada.gerente.email).count() == 1


def test_quem_registrou_em_nome_nao_aprova_e_a_razao_aparece(client, enviada):
    url = reverse("fluxo:analise", args=[enviada.implantacao.pk, "comeco"])

    resposta = entrar(client, enviada.gerente).post(
        url, envio(enviada.implantacao, decisao="aprovar")
    )

    assert resposta.status_code == 403
    assert "Você registrou «Fazer extrato»" in resposta.content.decode()


def test_outro_gerente_aprova_e_a_seguinte_abre(client, enviada):
    url = reverse("fluxo:analise", args=[enviada.implantacao.pk, "comeco"])

    resposta = entrar(client, enviada.outro_gerente).post(
        url, envio(enviada.implantacao, decisao="aprovar")
    )

    assert resposta.status_code == 302
    assert enviada.implantacao.etapa_atual == "meio"


def test_municipio_nao_abre_a_pagina_de_analise(client, enviada):
    url = reverse("fluxo:analise", args=[enviada.implantacao.pk, "comeco"])

    assert entrar(client, enviada.gestor_sei).get(url).status_code == 403


def test_pedir_ajuda_passa_a_vez_a_prodesp(client, iniciada):
    url = reverse("fluxo:ajuda", args=[iniciada.implantacao.pk])

    resposta = entrar(client, iniciada.gestor_sei).post(
        url,
        envio(
            iniciada.implantacao,
            motivo_bloqueio="sem_acesso",
            texto="A tela pede uma senha que não tenho.",
        ),
    )

    assert resposta.status_code == 302
    assert iniciada.implantacao.vez_de == "prodesp"


def test_suspender_exige_dia_util_futuro_e_guarda_o_que_foi_escrito(client, iniciada):
    url = reverse("fluxo:comando", args=[iniciada.implantacao.pk, "suspender"])

    resposta = entrar(client, iniciada.gerente).post(
        url, envio(iniciada.implantacao, motivo="Enchente.", retomar_em="2020-01-02")
    )

    assert resposta.status_code == 200
    assert "já passou" in resposta.context["form"].errors["retomar_em"][0]
    assert "Enchente." in resposta.content.decode()


def test_cpf_no_texto_e_recusado(client, iniciada):
    url = reverse("fluxo:item", args=[iniciada.implantacao.pk, "oficio"])

    resposta = entrar(client, iniciada.gestor_sei).post(
        url, envio(iniciada.implantacao, texto="Entregue a 111.444.777-35.")
    )

    assert resposta.status_code == 409
    assert "parece conter um CPF" in resposta.content.decode()


def test_iniciar_pela_pagina_leva_a_convidar_as_pessoas(client, roteiro_curto):
    orgao, gerente = OrgaoFactory(), UsuarioFactory(gerente=True)

    resposta = entrar(client, gerente).post(reverse("fluxo:iniciar"), {"orgao": orgao.pk})

    assert resposta.url == reverse("contas:pessoas", args=[orgao.pk])
    assert Implantacao.objects.get().situacao == "em_andamento"


def test_iniciar_e_so_da_gerencia(client, roteiro_curto):
    assert entrar(client, UsuarioFactory()).get(reverse("fluxo:iniciar")).status_code == 403


def test_historia_em_frases(client, enviada):
    pagina = entrar(client, enviada.observador).get(
        reverse("fluxo:historia", args=[enviada.implantacao.pk])
    )

    textos = [e.texto for e in pagina.context["eventos"]]
    assert textos[0] == f"{enviada.gestor_sei.nome_publico} enviou Começo para análise."
    assert textos[-1] == f"{enviada.gerente.nome_publico} iniciou a implantação."


def test_papel_encerrado_deixa_de_agir(iniciada):
    iniciada.gestor_sei.vinculos.update(fim=iniciada.gestor_sei.vinculos.get().inicio)
    vinculo = iniciada.gestor_sei.vinculos.get()
    vinculo.inicio = vinculo.fim = vinculo.fim.replace(year=2020)
    vinculo.save()

    with pytest.raises(servicos.Recusado) as recusado:
        iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio")

    assert [r.codigo for r in recusado.value.recusas] == ["nao_e_do_seu_papel"]
    assert Papel.GESTOR_SEI not in servicos.ator_de(iniciada.gestor_sei, iniciada.orgao).papeis
