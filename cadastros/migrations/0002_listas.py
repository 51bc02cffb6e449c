"""As listas de assuntos de configuração e de testes com que o programa começa.

Os lados são os de costume; a administração os ajusta.
"""

from django.db import migrations

MUNICIPIO, PRODESP = "municipio", "prodesp"

# chave, lado, assunto, o que é e o que prova
ASSUNTOS = (
    (
        "formato_da_numeracao",
        MUNICIPIO,
        "Formato da numeração dos processos",
        "A máscara dos números dos processos: partes, ano e dígitos. Depois do primeiro processo "
        "ela não deve mudar. Prova: o formato escolhido, com um exemplo.",
    ),
    (
        "contato_do_orgao",
        MUNICIPIO,
        "Dados de contato da prefeitura",
        "Endereço, CEP, telefone, e-mail e site que o SEI põe no cabeçalho e que as unidades com "
        "“S” na coluna 6 usam. Prova: os dados enviados.",
    ),
    (
        "timbre",
        MUNICIPIO,
        "Timbre dos documentos",
        "O brasão ou a marca do topo dos documentos, em PNG. Prova: a imagem.",
    ),
    (
        "unidades_especiais",
        MUNICIPIO,
        "Unidades de protocolo, arquivo e ouvidoria",
        "Quais unidades recebem papéis e externos, guardam processos e tratam manifestações: no "
        "SEI são marcas da unidade. Prova: a relação de siglas.",
    ),
    (
        "assinaturas_das_unidades",
        MUNICIPIO,
        "Cargos e funções de assinatura",
        "O que aparece abaixo do nome de quem assina. No SEI pertence à unidade; se faltar, a "
        "pessoa assina com o cargo errado. Prova: a relação por unidade.",
    ),
    (
        "hipoteses_legais",
        MUNICIPIO,
        "Hipóteses legais de restrição",
        "Os motivos, com a base legal, que se escolhem ao restringir um documento. Prova: a "
        "lista adotada e quem a aprovou.",
    ),
    (
        "tipos_de_documento",
        MUNICIPIO,
        "Tipos de documento",
        "Ofício, despacho, parecer: quais o município usará e como se numeram. Prova: a lista.",
    ),
    (
        "tipos_de_processo",
        MUNICIPIO,
        "Tipos de processo",
        "Os assuntos com que um processo começa, com o nível de acesso de costume. Prova: a lista.",
    ),
    (
        "modelos_de_documento",
        MUNICIPIO,
        "Modelos e textos padrão",
        "Os textos que as unidades mais repetem, prontos no editor. Pode ficar para depois; nesse "
        "caso diga que não se aplica agora. Prova: a relação dos modelos.",
    ),
    (
        "veiculos_de_publicacao",
        MUNICIPIO,
        "Veículos de publicação",
        "O diário oficial ou o jornal em que os atos saem. Prova: nome e endereço do veículo.",
    ),
    (
        "feriados",
        MUNICIPIO,
        "Feriados do município",
        "Os dias sem expediente do ano: o SEI conta prazos por eles, e a lista se renova todo "
        "ano. Prova: o ato ou a lista.",
    ),
    (
        "orgao_criado",
        PRODESP,
        "Órgão criado no SIP e no SEI",
        "O município passa a existir nos dois sistemas, com a sigla que vai em todos os arquivos "
        "de carga. Prova: a sigla e uma imagem da tela.",
    ),
    (
        "numeracao_aplicada",
        PRODESP,
        "Numeração e timbre aplicados",
        "O formato e o timbre que o município escolheu, conferidos num processo de teste. Prova: "
        "o número gerado.",
    ),
    (
        "emails_do_sistema",
        PRODESP,
        "E-mails do sistema",
        "Remetente e sufixo dos avisos que o SEI manda em nome do município "
        "(SEI_EMAIL_SISTEMA, SEI_SUFIXO_EMAIL). Prova: um aviso recebido.",
    ),
    (
        "extensoes_e_tamanho",
        PRODESP,
        "Extensões e tamanho dos anexos",
        "Que tipos de arquivo entram e até que tamanho (SEI_TAM_MB_DOC_EXTERNO, de costume "
        "200 MB). Prova: os valores.",
    ),
    (
        "parametros",
        PRODESP,
        "Parâmetros de funcionamento",
        "Uso da hipótese legal (SEI_HABILITAR_HIPOTESE_LEGAL), número de processo informado "
        "(SEI_HABILITAR_NUMERO_PROCESSO_INFORMADO) e outros combinados. Prova: os valores.",
    ),
    (
        "listas_aplicadas",
        PRODESP,
        "Listas do município cadastradas",
        "Hipóteses legais, tipos de documento e de processo, veículos e feriados que o município "
        "mandou, já no SEI. Prova: uma imagem ou a relação exportada.",
    ),
    (
        "entrada_das_pessoas",
        PRODESP,
        "Forma de entrada ligada",
        "Autenticação pelo diretório, pelo gov.br ou por senha, ligada no órgão. Prova: a entrada "
        "de uma pessoa de teste.",
    ),
)

# chave, teste, como fazer, resultado esperado, se falhar, só com diretório
TESTES = (
    (
        "dns",
        "Nome do SEI resolvido",
        "Num computador da prefeitura, consulte o endereço do SEI no terminal (nslookup).",
        "O nome responde com um endereço IP, igual dentro e fora da prefeitura.",
        "Peça ao provedor ou a quem cuida do DNS que libere o domínio sp.gov.br.",
        False,
    ),
    (
        "https",
        "Porta 443 e certificado",
        "Abra o endereço do SEI e veja o cadeado do navegador, sem aceitar exceções.",
        "Conexão pela porta 443, certificado válido, sem aviso de segurança.",
        "Libere a saída pela porta 443. Se o aviso for do certificado, confira a data do "
        "computador e se o antivírus ou o proxy troca certificados.",
        False,
    ),
    (
        "tela_de_entrada",
        "Tela de entrada em três locais",
        "Abra a tela de entrada do SEI em três prédios diferentes, como a sede, a saúde e a "
        "educação. Anote quais.",
        "A tela abre nos três locais.",
        "Compare a rede do local que falhou com a da sede: costuma ser o firewall ou o link.",
        False,
    ),
    (
        "proxy_e_firewall",
        "Proxy e firewall",
        "Confira se o endereço do SEI está entre os liberados no proxy, no firewall e no filtro "
        "de conteúdo.",
        "O SEI está liberado e sem inspeção que quebre a página.",
        "Inclua o domínio do SEI na lista de liberados e teste de novo.",
        False,
    ),
    (
        "navegadores",
        "Navegadores atualizados",
        "Abra o SEI no Firefox, no Chrome e no Edge de um computador comum, com pop-ups liberados.",
        "A tela abre e funciona na versão atual de cada um.",
        "Atualize o navegador; em computador antigo demais, prefira o Firefox ESR.",
        False,
    ),
    (
        "velocidade",
        "Tempo de resposta e velocidade",
        "Meça o tempo de resposta (ping) e a velocidade do link da sede e do local mais distante.",
        "Resposta abaixo de 150 ms e ao menos 5 Mbps livres. São valores sugeridos.",
        "Fale com o provedor. Com link fraco, combine com a Prodesp o tamanho dos anexos.",
        False,
    ),
    (
        "portas_do_diretorio",
        "Portas do diretório",
        "Libere no firewall, só para os endereços da Prodesp, a porta 636 (ou a 389 com StartTLS) "
        "até o diretório, e teste junto com a Prodesp.",
        "A porta responde à Prodesp e a mais ninguém de fora.",
        "Reveja a regra do firewall e a tradução de endereços (NAT) até o servidor.",
        True,
    ),
    (
        "avisos_por_email",
        "Avisos do SEI por e-mail",
        "Peça à Prodesp um aviso de teste para duas caixas da prefeitura.",
        "A mensagem chega à caixa de entrada, fora do lixo eletrônico.",
        "Libere o remetente no antispam. Se ele usa o domínio da prefeitura, inclua o servidor "
        "no SPF.",
        False,
    ),
    (
        "relogio",
        "Relógio dos computadores",
        "Compare a hora de um computador comum com a hora legal brasileira.",
        "Diferença de menos de um minuto.",
        "Ligue a sincronização automática com ntp.br.",
        False,
    ),
    (
        "envio_de_200_mb",
        "Envio de arquivo grande",
        "Num ambiente de treinamento, inclua num processo um arquivo próximo de 200 MB.",
        "O envio termina e o arquivo abre.",
        "Confira os limites do proxy e do antivírus; com link fraco, repita fora do pico.",
        False,
    ),
)


def por_listas(apps, schema_editor):
    assunto = apps.get_model("cadastros", "TipoDeConfiguracao")
    teste = apps.get_model("cadastros", "TipoDeTeste")
    for ordem, (chave, lado, titulo, ajuda) in enumerate(ASSUNTOS, start=1):
        assunto.objects.get_or_create(
            chave=chave, defaults={"lado": lado, "titulo": titulo, "ajuda": ajuda, "ordem": ordem}
        )
    for ordem, (chave, titulo, como, esperado, se_falhar, so) in enumerate(TESTES, start=1):
        teste.objects.get_or_create(
            chave=chave,
            defaults={
                "titulo": titulo,
                "como_fazer": como,
                "esperado": esperado,
                "se_falhar": se_falhar,
                "so_com_diretorio": so,
                "ordem": ordem,
            },
        )


def tirar_listas(apps, schema_editor):
    """Tira o que ninguém usou; o que tem registro fica, para não perder fato."""
    assunto = apps.get_model("cadastros", "TipoDeConfiguracao")
    teste = apps.get_model("cadastros", "TipoDeTeste")
    chaves = [linha[0] for linha in ASSUNTOS]
    assunto.objects.filter(chave__in=chaves, registros=None).delete()
    teste.objects.filter(chave__in=[linha[0] for linha in TESTES], execucoes=None).delete()


class Migration(migrations.Migration):
    dependencies = [("cadastros", "0001_cadastros")]

    operations = [migrations.RunPython(por_listas, tirar_listas)]
